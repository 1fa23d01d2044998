import type { Argv } from 'yargs';
import { toTimestamp } from '../compose/timestamp.js';
import type { Revision } from '../store/store.js';
import { toCount, toRevisionNumber } from './arguments.js';
import type { Named } from './commands.js';
import { print, printJson } from './output.js';
import { counted, toMoment, toTable } from './text.js';
import { withStore } from './with-store.js';

export function addRevisions(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) =>
      command.options({
        limit: {
          type: 'string',
          default: '50',
          coerce: toCount,
          describe: 'How many, at most',
          requiresArg: true,
        },
        before: { type: 'string', coerce: toRevisionNumber, describe: 'Only those before this one', requiresArg: true },
        json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
      }),
    ({ limit, before, json }) =>
      withStore('read', async (store) => {
        const found = await store.listRevisions(before, limit + 1);
        const shown = found.slice(0, limit);
        if (json) return printJson({ revisions: shown.map(toRecord), hasMore: found.length > limit });
        if (shown.length === 0) return print('Nothing is published.\n');
        await print(toTable(['REVISION', 'PUBLISHED', 'RESOURCES', 'ACTOR', 'NOTE'], shown.map(toRow)));
        const last = shown.at(-1);
        if (found.length > limit && last) await print(`Older ones: --before ${last.revision}\n`);
      }),
  );
}

function toRow({ revision, publishedAt, count, actor, note }: Revision): (string | number)[] {
  return [revision, toMoment(publishedAt), count, actor ?? '', note ?? ''];
}

/** A revision as JSON, times in RFC 3339 as the API has them. */
export function toRecord({ publishedAt, ...revision }: Revision) {
  return { ...revision, publishedAt: toTimestamp(publishedAt) };
}

/** `Revision 3: 25 resources, sum256-…`. */
export function toHeadline({ revision, count, setDigest }: Revision): string {
  return `Revision ${revision}: ${counted(count, 'resource')} live, ${setDigest}\n`;
}
