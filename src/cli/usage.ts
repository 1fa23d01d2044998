import type { Argv } from 'yargs';
import { toPrefix } from '../keys/text.js';
import { toDay } from './arguments.js';
import type { Named } from './commands.js';
import { UsageError } from './failure.js';
import { print, printJson } from './output.js';
import { toTable } from './text.js';
import { withKeys } from './with-store.js';

export function addUsage(program: Argv, ...named: Named): Argv {
  const day = { type: 'string', requiresArg: true, coerce: toDay } as const;
  return program.command(
    ...named,
    (command) =>
      command.options({
        key: { type: 'string', requiresArg: true, describe: 'Only of this partner, or of this key or its beginning' },
        from: { ...day, describe: 'From this day on: YYYY-MM-DD, UTC' },
        to: { ...day, describe: 'Up to this day: YYYY-MM-DD, UTC' },
        json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
      }),
    async ({ key: named, from, to, json }) => {
      if (from !== undefined && to !== undefined && from > to) throw new UsageError('--from lies after --to.');
      await withKeys('read', async (keys) => {
        const key = named?.startsWith('so_live_') ? toPrefix(named) : named;
        const usage = await keys.listUsage({ key, from, to });
        if (json) return printJson({ usage: usage.map((row) => ({ ...row, prefix: row.prefix || null })) });
        if (usage.length === 0) return print('Nothing was asked for.\n');
        const rows = usage.map(({ day, partner, prefix, route, requests, charged, deprecated }) => [
          ...[day, partner ?? (prefix === '' ? 'no key' : ''), prefix, route],
          ...[requests, charged, deprecated],
        ]);
        await print(toTable(['DAY', 'PARTNER', 'KEY', 'ROUTE', 'REQUESTS', 'CHARGED', 'DEPRECATED'], rows));
      });
    },
  );
}
