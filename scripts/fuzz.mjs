// Fuzzes for longer than a test run does: FUZZ_REQUESTS of them (200,000 when not given), from FUZZ_SEED (a new one each time).
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const { FUZZ_REQUESTS = '200000', FUZZ_SEED = String(randomInt(2 ** 31)) } = process.env;
console.log(`FUZZ_REQUESTS=${FUZZ_REQUESTS} FUZZ_SEED=${FUZZ_SEED}`);
const { status } = spawnSync(
  'npx',
  ['tap', 'run', '--timeout=0', 'test/fuzz/fuzz.test.ts', 'test/fuzz/raw-sockets.test.ts'],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    env: { ...process.env, FUZZ_REQUESTS, FUZZ_SEED },
  },
);
process.exitCode = status ?? 1;
