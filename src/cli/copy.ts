import type { Argv } from 'yargs';
import { settings } from '../config.js';
import type { CopyReport } from '../copy/copy.js';
import { openCopySource, openCopyTarget } from '../store/open.js';
import type { Named } from './commands.js';
import { UsageError } from './failure.js';
import { print, printJson } from './output.js';
import { startProgress } from './progress.js';
import { counted } from './text.js';

export function addCopy(program: Argv, ...named: Named): Argv {
  const url = { type: 'string', requiresArg: true, demandOption: true } as const;
  return program.command(
    ...named,
    (command) =>
      command.options({
        from: { ...url, describe: 'The database to copy: sqlite:PATH or postgres://…' },
        to: { ...url, describe: 'An empty database, or one that was copied from it before' },
        'without-keys': { type: 'boolean', default: false, describe: 'Leave out the keys of partners and their usage' },
        json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
      }),
    async ({ from, to, withoutKeys, json }) => {
      for (const [option, text] of Object.entries({ from, to })) {
        const { expects, read } = settings.DATABASE_URL;
        if (read(text) === undefined) throw new UsageError(`--${option} must be ${expects}.`);
      }
      if (from === to) throw new UsageError('--from and --to name the same database.');
      const progress = startProgress(json);
      const report = await copyBetween(from, to, !withoutKeys, progress.update).finally(progress.stop);
      if (json) await printJson(report);
      else await print(toText(report));
    },
  );
}

async function copyBetween(
  from: string,
  to: string,
  withKeys: boolean,
  onProgress: ReturnType<typeof startProgress>['update'],
): Promise<CopyReport> {
  const { copy } = await import('../copy/copy.js');
  const source = await openCopySource(from);
  try {
    const { target, close } = await openCopyTarget(to);
    try {
      return await source.read((state) => copy(state, target, { withKeys, onProgress }));
    } finally {
      await close();
    }
  } finally {
    await source.close();
  }
}

function toText({ from, revision, setDigest, rows, resumed }: CopyReport): string {
  const begun = resumed ? 'Went on with a copy that was interrupted. ' : '';
  const what = revision === from ? `Revision ${revision} was there` : `Copied revisions ${from + 1} to ${revision}`;
  return `${begun}${what}: ${counted(rows, 'row')}, verified.\n${setDigest}\n`;
}
