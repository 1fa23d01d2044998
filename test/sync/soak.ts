import t from 'tap';
import { runSchedules, Templates } from './schedules.js';

/** As the test of the schedules, for as long as wanted. A failure is replayed with the seed and paths that it prints. */
const minutes = Number(process.env.SOAK_MINUTES ?? 10);
const RUNS = 200;

t.test(`schedules hold for ${minutes} minutes`, { timeout: 0 }, async (t) => {
  const templates = new Templates();
  t.teardown(() => templates.remove());
  const first = Date.now() % 2 ** 31;
  for (let batch = 0; process.uptime() < minutes * 60; batch += 1) {
    const seed = first + batch;
    await runSchedules(templates, RUNS, { seed });
    t.pass(`${RUNS} schedules, SYNC_SEED=${seed}`);
  }
});
