import { fileURLToPath } from 'node:url';
import t from 'tap';

interface Report {
  reportRun(
    lines: Iterable<string>,
    say: (line: string) => void,
  ): Promise<{ passed: number; failed: number; skipped: number }>;
}
const { reportRun }: Report = await import(fileURLToPath(new URL('../scripts/test-report.mjs', import.meta.url)));

const run = `TAP version 14
1..3
# Subtest: test/good.test.ts
    # a comment
    ok 1 - it holds
    1..1
ok 1 - test/good.test.ts # time=12ms

# Subtest: test/partly.test.ts
    ok 1 - on a server # SKIP no server is installed
    # Subtest: in a browser
        ok 1 - no browser runs here # SKIP no Chromium could be started
        1..1
    ok 2 - in a browser # time=3ms
    ok 3 - it holds
    1..3
ok 2 - test/partly.test.ts # time=30ms

# Subtest: test/bad.test.ts
    ok 1 - it holds
    not ok 2 - it does not
      ---
      found: 2
      ...
    1..2
not ok 3 - test/bad.test.ts # time=9ms
  ---
  exitCode: 1
  ...

# { total: 6, pass: 3, fail: 1, skip: 2 }
`;

t.test('a run says what was skipped, by name and reason, and explains what failed', async (t) => {
  const said: string[] = [];
  t.same(await reportRun(run.split('\n'), (line) => said.push(line)), { passed: 3, failed: 1, skipped: 2 });
  const text = said.join('\n');
  t.match(text, /^ok - test\/good\.test\.ts # time=12ms$/m);
  t.notMatch(text, 'a comment');
  t.match(
    text,
    `ok - test/partly.test.ts # time=30ms
  SKIPPED: on a server # SKIP no server is installed
  SKIPPED: no browser runs here # SKIP no Chromium could be started
`,
  );
  t.match(text, /not ok 2 - it does not\n {6}---\n {6}found: 2/);
  t.match(text, /^not ok - test\/bad\.test\.ts # time=9ms\n {2}---\n {2}exitCode: 1\n {2}\.\.\.$/m);
});

t.test('a file that crashed counts as a failure', async (t) => {
  const crashed = ['# Subtest: test/x.test.ts', '    1..0', 'not ok 1 - test/x.test.ts', '# { total: 0 }'];
  t.same(await reportRun(crashed, () => undefined), { passed: 0, failed: 1, skipped: 0 });
});
