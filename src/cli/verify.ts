import type { Argv } from 'yargs';
import type { VerifyReport } from '../content/verify.js';
import type { Named } from './commands.js';
import { CommandError } from './failure.js';
import { toFaultLines } from './faults.js';
import { print, printJson } from './output.js';
import { startProgress } from './progress.js';
import { toRecord } from './revisions.js';
import { counted } from './text.js';
import { withStore } from './with-store.js';

export function addVerify(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) => command.option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' }),
    async ({ json }) => {
      const { verify } = await import('../content/verify.js');
      const progress = startProgress(json);
      const report = await withStore('read', (store) => verify(store, progress.update)).finally(progress.stop);
      const { revision, faults } = report;
      if (faults.some(({ code }) => code === 'moved')) {
        throw new CommandError('busy', faults.map(({ detail }) => detail).join(' '));
      }
      if (json) await printJson({ ...report, revision: toRecord(revision), sound: faults.length === 0 });
      else await print(toText(report));
      if (faults.length > 0)
        throw new CommandError('unsound', `${counted(faults.length, 'fault')} found.`, { answered: true });
    },
  );
}

function toText({ revision, revisions, versions, live, faults }: VerifyReport): string {
  const checked = [
    counted(revisions, 'revision'),
    counted(versions, 'stored version'),
    `${counted(live, 'resource')} live`,
  ];
  const verdict = faults.length === 0 ? `sound.\n${revision.setDigest}\n` : 'not sound.\n';
  return `${toFaultLines(faults)}Checked ${checked.join(', ')}: ${verdict}`;
}
