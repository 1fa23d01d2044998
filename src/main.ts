#!/usr/bin/env node
import { exitCodes } from './cli/exit-codes.js';
import { report } from './cli/failure.js';
import { run } from './cli/run.js';

const raw = process.argv.slice(2);
const json = raw.includes('--json');

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough closes its end of the pipe: no fault of anyone.
  process.exit(error.code === 'EPIPE' ? exitCodes.ok.code : report(error, false));
});
process.stderr.on('error', () => undefined);

try {
  await run(raw);
  process.exitCode = exitCodes.ok.code;
} catch (error) {
  process.exitCode = report(error, json);
}
// Whatever is still to be written goes out first.
process.stdout.write('', () => process.exit());
