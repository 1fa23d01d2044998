// Tells the most memory that a process has held, in MiB, and the seconds of processor time that it took, when it ends.
const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const usage = { memory: maxRSS / 1024, processor: (userCPUTime + systemCPUTime) / 1e6 };
    writeFileSync(process.env.USAGE_REPORT, JSON.stringify(usage));
  });
}
