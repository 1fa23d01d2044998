import cluster from 'node:cluster';
import type { Argv } from 'yargs';
import { readConfig } from '../config.js';
import { toWorkerCount } from './arguments.js';
import type { Named } from './commands.js';
import { withKeys, withReplicas } from './with-store.js';

export function addServe(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) =>
      command
        .option('seed', {
          type: 'string',
          requiresArg: true,
          describe: 'Publish this source first, when nothing was published yet',
        })
        .option('workers', {
          type: 'string',
          requiresArg: true,
          coerce: toWorkerCount,
          describe: 'Serve by so many processes on the one port, which SIGHUP replaces; WORKERS when left out',
        }),
    async ({ seed, workers }) => {
      if (cluster.isWorker) return (await import('./worker.js')).serveAsWorker();
      return withReplicas('migrate', async (store) => {
        const config = readConfig();
        const count = workers ?? config.workers;
        // Asked for by the option, even one has a primary: what SIGHUP means is then the same for any number.
        if (workers !== undefined || count > 1) {
          const { serveByWorkers } = await import('./primary.js');
          return withKeys('write', (keys) => serveByWorkers({ store, keys, config, workers: count }, seed));
        }
        const { serve } = await import('./server.js');
        return withKeys('write', (keys) => serve({ store, keys, config }, seed));
      });
    },
  );
}
