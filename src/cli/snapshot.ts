import type { Argv } from 'yargs';
import { toTimestamp } from '../compose/timestamp.js';
import { readConfig } from '../config.js';
import type { Built } from '../snapshot/build.js';
import type { Named } from './commands.js';
import { print, printJson } from './output.js';
import { startProgress } from './progress.js';
import { requireSnapshotFolder } from './snapshot-folder.js';
import { counted } from './text.js';
import { withStore } from './with-store.js';

export function addSnapshot(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) => command.option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' }),
    ({ json }) =>
      withStore('read', async (store) => {
        const { buildSnapshot } = await import('../snapshot/build.js');
        const { openShelf } = await import('../snapshot/shelf.js');
        const { snapshotFolder } = readConfig();
        requireSnapshotFolder({ snapshotFolder });
        const progress = startProgress(json);
        const built = await buildSnapshot(store, openShelf(snapshotFolder), progress.update).finally(progress.stop);
        if (json) await printJson({ ...toRecord(built), folder: snapshotFolder });
        else await print(toText(built, snapshotFolder));
      }),
  );
}

function toRecord({ record, unchanged }: Built) {
  const { revision, publishedAt, count, setDigest, files } = record;
  return { revision, publishedAt: toTimestamp(publishedAt), count, setDigest, unchanged, files };
}

function toText({ record, unchanged }: Built, folder: string): string {
  const { revision, count, files } = record;
  const lines = files.map(({ name, bytes, sha256 }) => `  ${name}  ${counted(bytes, 'byte')}  SHA-256 ${sha256}\n`);
  const headline = unchanged ? 'The snapshot is there already' : 'Built the snapshot';
  return `${headline}: revision ${revision}, ${counted(count, 'resource')}, in ${folder}/${revision}\n${lines.join('')}`;
}
