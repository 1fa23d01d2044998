// Makes of what tap says of a run what is read of it: a line per file, under it what the file skipped, and everything that
// a failing file said. Gives how many passed, failed and were skipped.
export async function reportRun(lines, say) {
  const run = { passed: 0, failed: 0, skipped: 0 };
  let said = [];
  let skips = [];
  let failuresInFile = 0;
  let explaining = false;
  for await (const line of lines) {
    const result = /^(not ok|ok) \d+ - (.*)$/.exec(line);
    const totals = /^# \{ total: \d+(?:, pass: (\d+))?(?:, fail: (\d+))?/.exec(line);
    const skip = /^\s+(?:not ok|ok) \d+ (?:- )?(.*# SKIP.*)$/i.exec(line)?.[1];
    if (result) {
      explaining = result[1] === 'not ok';
      if (explaining) {
        say(said.join('\n'));
        // A file that crashed or ran out of time has no failing assertion, so tap's totals do not count it.
        if (failuresInFile === 0) run.failed += 1;
      }
      say(`${result[1]} - ${result[2]}`);
      for (const skipped of skips) say(`  SKIPPED: ${skipped}`);
      run.skipped += skips.length;
      said = [];
      skips = [];
      failuresInFile = 0;
    } else if (totals) {
      run.passed += Number(totals[1] ?? 0);
      run.failed += Number(totals[2] ?? 0);
    } else if (explaining && /^ {2}\S/.test(line)) {
      say(line);
    } else {
      explaining = false;
      if (skip !== undefined) skips.push(skip);
      if (/^\s+not ok (?!.*# (?:TODO|SKIP))/i.test(line)) failuresInFile += 1;
      said.push(line);
    }
  }
  return run;
}
