import type { Draft, Live, Plan, PublishStore, Revision } from '../store/store.js';
import type { Compiled } from './compile.js';
import { FaultsError } from './faults.js';
import { decide, type Terms } from './plan.js';

export interface Published {
  readonly plan: Plan;
  /** The revision that was made, or with a dry run would be; the latest when nothing changed. */
  readonly revision: Revision;
  /** What was live before. */
  readonly live: Live;
}

export interface DraftOptions {
  readonly dryRun: boolean;
  /** Kept with the revision, for `findMark`. */
  readonly mark?: string;
}

/** Publishes a draft by the rules of `decide`. Errors: `FaultsError`; those of `PublishStore.publish`. */
export async function publishDraft(
  store: Pick<PublishStore, 'publish'>,
  draft: Draft,
  options: DraftOptions,
  terms?: Terms,
): Promise<Published> {
  const judge = decide(draft, terms);
  let before: Live | undefined;
  const { plan, revision } = await store.publish(
    draft,
    (live) => {
      before = live;
      return judge(live);
    },
    options,
  );
  if (before === undefined) throw new Error('The store published without asking.');
  return { plan, revision, live: before };
}

/**
 * Publishes what a source was compiled to. A faulty source is judged as well, so that all that is wrong with it is said at once,
 * and then refused: `FaultsError`, every fault with its place.
 */
export async function publishCompiled(
  store: Pick<PublishStore, 'publish'>,
  compiled: Compiled,
  about: Omit<Draft, 'resources' | 'withdrawals'>,
  options: DraftOptions,
  reinstated: ReadonlySet<string>,
): Promise<Published> {
  const { resources, faults } = compiled;
  const isFaulty = faults.length > 0;
  const draft: Draft = { ...about, resources, withdrawals: [], mirror: about.mirror && !isFaulty };
  const terms = isFaulty ? { reinstated, assumed: listAttempted(compiled) } : { reinstated };
  try {
    const published = await publishDraft(store, draft, isFaulty ? { dryRun: true } : options, terms);
    if (isFaulty) throw new FaultsError([]);
    return published;
  } catch (error) {
    if (!(error instanceof FaultsError)) throw error;
    const placed = error.faults.map((fault) => ({ ...fault, ...placeOf(fault.record, compiled) }));
    throw new FaultsError([...faults, ...placed]);
  }
}

/** Every resource that the source tries to state, `type/id`. */
function listAttempted({ places, faults }: Compiled): ReadonlySet<string> {
  return new Set([...places.keys(), ...faults.flatMap(({ record }) => record ?? [])]);
}

function placeOf(record: string | null, { places }: Compiled): { file: string | null; line: number | null } {
  return (record === null ? undefined : places.get(record)) ?? { file: null, line: null };
}
