import t from 'tap';
import { runSchedules, Templates } from './schedules.js';

const { SYNC_SEED, SYNC_PATH, SYNC_REPLAY_PATH, SYNC_RUNS = '1000' } = process.env;

// However busy the machine is: the runner reads the comment.
const PATIENCE = 1_200_000;
t.comment(`timeout=${PATIENCE}`);
t.setTimeout(PATIENCE);

t.test(
  'after every completed window a copy equals the set, whatever happened to the service and to the device',
  { timeout: PATIENCE },
  async (t) => {
    const seed = SYNC_SEED === undefined ? Date.now() % 2 ** 31 : Number(SYNC_SEED);
    t.comment(`${SYNC_RUNS} schedules, SYNC_SEED=${seed}`);
    const templates = new Templates();
    t.teardown(() => templates.remove());
    await runSchedules(templates, Number(SYNC_RUNS), {
      seed,
      ...(SYNC_PATH === undefined ? {} : { path: SYNC_PATH }),
      ...(SYNC_REPLAY_PATH === undefined ? {} : { replayPath: SYNC_REPLAY_PATH }),
    });
    t.comment(`${Math.round(process.uptime())} s, ${Math.round(process.cpuUsage().user / 1e6)} s of them at work`);
    t.pass(`${SYNC_RUNS} schedules hold`);
  },
);
