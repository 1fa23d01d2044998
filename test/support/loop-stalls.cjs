// Loaded into a server with --require: writes down, in the file STALLS, when its event loop was held up, and for how many
// milliseconds. Time in which the thread was ready but the machine ran something else does not count: Linux tells it.
const { appendFileSync, readFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const TICK_MS = 5;
const WORTH_MS = 20;

if (isMainThread) {
  const place = `/proc/self/task/${process.pid}/schedstat`;
  const waited = () => Number(readFileSync(place, 'utf8').split(' ')[1]) / 1e6;
  let last = { time: performance.now(), waited: waited() };
  const tick = () => {
    const now = { time: performance.now(), waited: waited() };
    const stall = now.time - last.time - TICK_MS - (now.waited - last.waited);
    if (stall > WORTH_MS) appendFileSync(process.env.STALLS, `${Date.now()} ${Math.round(stall)}\n`);
    last = now;
    setTimeout(tick, TICK_MS).unref();
  };
  setTimeout(tick, TICK_MS).unref();
}
