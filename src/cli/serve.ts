import type { Argv } from 'yargs';
import { readConfig } from '../config.js';
import { withKeys, withReplicas } from './with-store.js';

export function addServe(program: Argv): Argv {
  return program.command(
    'serve',
    'Serve the API until told to stop',
    (command) =>
      command.option('seed', {
        type: 'string',
        requiresArg: true,
        describe: 'Publish this source first, when nothing was published yet',
      }),
    ({ seed }) =>
      withReplicas(async (store) => {
        const { serve } = await import('./server.js');
        await withKeys('write', (keys) => serve({ store, keys, config: readConfig() }, seed));
      }),
  );
}
