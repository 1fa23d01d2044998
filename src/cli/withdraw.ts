import type { Argv } from 'yargs';
import { readConfig } from '../config.js';
import { withdrawalReasons } from '../schemas/resource.js';
import { toKey } from './arguments.js';
import { toChangeLines } from './changes.js';
import type { Named } from './commands.js';
import { print, printJson } from './output.js';
import { remarks } from './publish.js';
import { toHeadline, toRecord } from './revisions.js';
import { withStore } from './with-store.js';

export function addWithdraw(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) =>
      command
        .positional('resource', { type: 'string', demandOption: true, coerce: toKey, describe: 'What: TYPE/ID' })
        .options({
          reason: { choices: withdrawalReasons, demandOption: true, requiresArg: true, describe: 'Why' },
          'replaced-by': {
            type: 'string',
            requiresArg: true,
            coerce: toKey,
            describe: 'What replaces it, of the same type: TYPE/ID',
          },
          ...remarks,
          json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
        }),
    ({ resource, reason, replacedBy = null, note = null, actor = null, json }) =>
      withStore('write', async (store) => {
        const { withdraw } = await import('../content/withdraw.js');
        const { changes, revision } = await withdraw(store, resource, { reason, replacedBy, note, actor });
        if (json) await printJson({ revision: toRecord(revision), changes });
        else await print(`${toChangeLines(changes, Number.POSITIVE_INFINITY, '')}\n${toHeadline(revision)}`);
        if (reason === 'safety') {
          const { openShelf } = await import('../snapshot/shelf.js');
          await openShelf(readConfig().snapshotFolder).removeBefore(revision.revision);
        }
      }),
  );
}
