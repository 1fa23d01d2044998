import type { Argv } from 'yargs';
import { readConfig } from '../config.js';
import { type PruneReport, prune, total } from '../content/prune.js';
import { print, printJson } from './output.js';
import { startProgress } from './progress.js';
import { counted } from './text.js';
import { withStore } from './with-store.js';

export function addPrune(program: Argv): Argv {
  return program.command(
    'prune',
    'Remove superseded versions that need not be kept any more',
    (command) =>
      command.options({
        'dry-run': { type: 'boolean', default: false, describe: 'Count, and remove nothing' },
        json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
      }),
    async ({ dryRun, json }) => {
      const { retention } = readConfig();
      const progress = startProgress(json);
      const report = await withStore(dryRun ? 'read' : 'write', (store) =>
        prune(store, retention, { dryRun, onProgress: progress.update }),
      ).finally(progress.stop);
      if (json) await printJson(report);
      else await print(toText(report));
    },
  );
}

function toText({ dryRun, oldest, latest, removed }: PruneReport): string {
  if (latest === 0) return 'Nothing is published.\n';
  const kept = `Revisions ${oldest} to ${latest} ${dryRun ? 'would be' : 'are'} kept.\n`;
  if (total(removed) === 0) return `Nothing to remove. ${kept}`;
  const { versions, references, names, searchEntries } = removed;
  const what = [
    counted(versions, 'superseded version'),
    counted(references, 'reference'),
    counted(names, 'former name'),
    counted(searchEntries, 'search entry', 'search entries'),
  ];
  return `${dryRun ? 'Dry run, nothing is removed. Would remove' : 'Removed'} ${what.join(', ')}.\n${kept}`;
}
