import type { Argv } from 'yargs';
import type { ResourceChange } from '../content/change.js';
import type { Store } from '../store/store.js';
import { toRevisionNumber } from './arguments.js';
import { Tally, toChangeLine } from './changes.js';
import type { Named } from './commands.js';
import { UsageError } from './failure.js';
import { print, printJson } from './output.js';
import { withStore } from './with-store.js';

const revision = { type: 'string', demandOption: true, coerce: toRevisionNumber } as const;

export function addDiff(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) =>
      command
        .positional('from', { ...revision, describe: 'The earlier revision; 0 is before the first' })
        .positional('to', { ...revision, describe: 'The later revision' })
        .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' }),
    ({ from, to, json }) =>
      withStore('read', async (store) => {
        if (from > to) throw new UsageError(`Revision ${from} is after revision ${to}: give the earlier one first.`);
        requireRevision(store, from);
        requireRevision(store, to);
        const { diff } = await import('../content/diff.js');
        const changes = diff(store, from, to);
        if (json) await printJson({ from, to, changes: await collect(changes) });
        else await printText(changes);
        await requireKept(store, from);
      }),
  );
}

/** Refuses the number of a revision that there is not, or that is no longer kept; 0 is before the first. */
export function requireRevision(store: Store, number: number): void {
  const { revision: latest } = store.latest();
  const { floor } = store.horizon();
  if (number > latest) throw new UsageError(`There is no revision ${number}: the latest is ${latest}.`);
  if (number > 0 && number < floor) {
    throw new UsageError(`Revision ${number} is no longer kept: the oldest that can be read is ${floor}.`);
  }
}

/** The same after the work: what was pruned meanwhile may be missing from it. */
export async function requireKept(store: Store, number: number): Promise<void> {
  await store.refresh();
  requireRevision(store, number);
}

async function printText(changes: AsyncIterable<ResourceChange>): Promise<void> {
  const tally = new Tally();
  for await (const change of changes) {
    tally.add(change);
    await print(toChangeLine(change));
  }
  await print(tally.total === 0 ? 'No difference.\n' : `\n${tally}.\n`);
}

async function collect(changes: AsyncIterable<ResourceChange>): Promise<readonly ResourceChange[]> {
  const collected: ResourceChange[] = [];
  for await (const change of changes) collected.push(change);
  return collected;
}
