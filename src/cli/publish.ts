import type { Argv } from 'yargs';
import type { PublishReport } from '../content/publish.js';
import type { Store } from '../store/store.js';
import { toCount, toKey } from './arguments.js';
import { toChangeLines, toTally } from './changes.js';
import type { Named } from './commands.js';
import { UsageError } from './failure.js';
import { print, printJson } from './output.js';
import { startProgress } from './progress.js';
import { publishInBatches } from './publish-batches.js';
import { toHeadline, toRecord } from './revisions.js';
import { publishSource } from './source.js';
import { withStoreToJudge, withStoreToPublish } from './with-store.js';

const SHOWN = 100;

export const remarks = {
  note: { type: 'string', requiresArg: true, describe: 'Why, kept with the revision' },
  actor: { type: 'string', requiresArg: true, describe: 'Who, kept with the revision' },
} as const;

export function addPublish(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) =>
      command
        .positional('path', {
          type: 'string',
          demandOption: true,
          describe: 'A folder, a file, or NDJSON',
          coerce: toPath,
        })
        .options({
          'dry-run': { type: 'boolean', default: false, describe: 'Check and compare, publish nothing' },
          mirror: { type: 'boolean', default: false, describe: 'Withdraw whatever the source does not have' },
          batch: {
            type: 'string',
            requiresArg: true,
            coerce: toCount,
            describe: 'Publish NDJSON as several revisions of so many lines; run again, it goes on where it stopped',
          },
          reinstate: {
            type: 'string',
            array: true,
            nargs: 1,
            requiresArg: true,
            describe: 'TYPE/ID that may come back although it was recalled or retracted; may be repeated',
          },
          ...remarks,
          json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
        }),
    async ({ path, dryRun, mirror, batch, reinstate = [], note = null, actor = null, json }) => {
      const given = { reinstate: reinstate.map(toKey), note, actor };
      if (batch !== undefined) {
        refuseWithBatch({ dryRun, mirror });
        return publishInBatches(path, { ...given, size: batch }, json);
      }
      const progress = startProgress(json);
      const compared = json ? {} : { compared: SHOWN };
      const work = (store: Store) =>
        publishSource(store, path, { ...given, ...compared, dryRun, mirror, onProgress: progress.update });
      const report = await (dryRun ? withStoreToJudge(work) : withStoreToPublish(work)).finally(progress.stop);
      if (json) await printJson({ ...report, revision: toRecord(report.revision) });
      else await print(toText(report));
    },
  );
}

function refuseWithBatch({ dryRun, mirror }: { dryRun: boolean; mirror: boolean }): void {
  if (mirror)
    throw new UsageError(
      '--mirror withdraws what the whole source does not have, which no batch knows: leave out one of --mirror and --batch.',
    );
  if (dryRun)
    throw new UsageError(
      'A batch is judged with what is published before it, and --dry-run publishes nothing: leave out one of --dry-run and --batch.',
    );
}

/** A hyphen is nothing to the parser of the command line. */
function toPath(path: string): string {
  if (path !== '' && path !== '-') return path;
  const what = '`publish` does not read standard input';
  throw new UsageError(`${what}: write the records to a file that ends in .ndjson, and name that.`);
}

function toText({ revision, dryRun, changes, unchanged }: PublishReport): string {
  const { revision: number } = revision;
  if (changes.length === 0) return `Nothing changed. ${toHeadline(revision)}`;
  const whereAll = dryRun ? '--json lists them all' : `\`second-opinion diff ${number - 1} ${number}\` lists them all`;
  const lines = toChangeLines(changes, SHOWN, whereAll);
  const tally = `${toTally(changes)}, ${unchanged.toLocaleString('en')} unchanged.\n`;
  if (dryRun) return `${lines}\nDry run, nothing is published. Revision ${number} would be: ${tally}`;
  return `${lines}\nPublished: ${tally}${toHeadline(revision)}`;
}
