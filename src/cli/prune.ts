import type { Argv } from 'yargs';
import { readConfig } from '../config.js';
import { type PruneReport, prune, total } from '../content/prune.js';
import { pruneUsage } from '../keys/prune-usage.js';
import type { Named } from './commands.js';
import { print, printJson } from './output.js';
import { startProgress } from './progress.js';
import { counted } from './text.js';
import { withKeys, withStore } from './with-store.js';

export function addPrune(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) =>
      command.options({
        'dry-run': { type: 'boolean', default: false, describe: 'Count, and remove nothing' },
        json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
      }),
    async ({ dryRun, json }) => {
      const { retention, usageDays } = readConfig();
      const purpose = dryRun ? 'read' : 'write';
      const progress = startProgress(json);
      const report = await withStore(purpose, (store) =>
        prune(store, retention, { dryRun, onProgress: progress.update }),
      ).finally(progress.stop);
      const usage = await withKeys(purpose, (keys) => pruneUsage(keys, usageDays, { dryRun }));
      if (json) await printJson({ ...report, removed: { ...report.removed, usage } });
      else await print(toText(report, usage));
    },
  );
}

function toText({ dryRun, oldest, latest, removed }: PruneReport, usage: number): string {
  if (latest === 0 && usage === 0) return 'Nothing is published.\n';
  const kept = latest === 0 ? '' : `Revisions ${oldest} to ${latest} ${dryRun ? 'would be' : 'are'} kept.\n`;
  if (total(removed) + usage === 0) return `Nothing to remove. ${kept}`;
  const { versions, references, names, searchEntries } = removed;
  const what = [
    counted(versions, 'superseded version'),
    counted(references, 'reference'),
    counted(names, 'former name'),
    counted(searchEntries, 'search entry', 'search entries'),
    counted(usage, 'row of usage', 'rows of usage'),
  ];
  return `${dryRun ? 'Dry run, nothing is removed. Would remove' : 'Removed'} ${what.join(', ')}.\n${kept}`;
}
