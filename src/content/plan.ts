import type { ResourceKey } from '../schemas/resource.js';
import type {
  Draft,
  DraftResource,
  Live,
  LiveResource,
  Plan,
  Reference,
  SearchDocument,
  Withdrawal,
} from '../store/store.js';
import { type Fault, FaultsError, resourceFault } from './faults.js';
import { planNames } from './plan-names.js';
import { checkReferences } from './plan-references.js';
import { referenceKey } from './references.js';
import { SetDigest } from './set-digest.js';

/** A draft against what is live: what will be there afterwards. */
export interface Judged {
  readonly live: Live;
  /** By `type/id`. */
  readonly drafted: ReadonlyMap<string, DraftResource>;
  readonly withdrawn: ReadonlyMap<string, Withdrawal>;
  /** Whether a resource will be live after the publish. */
  readonly stays: (key: string) => boolean;
}

/** What a publish may take for granted. Each holds `type/id`. */
export interface Terms {
  /** To be published again although they were recalled or retracted. */
  readonly reinstated?: ReadonlySet<string>;
  /** In the source, but too faulty to be judged: what refers to them is not at fault. */
  readonly assumed?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export function keyOf({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}

/** What publishing a draft would do to what is live. Every rule of publishing is here; it throws `FaultsError` with every fault. */
export function decide(draft: Draft, { reinstated = none, assumed = none }: Terms = {}): (live: Live) => Plan {
  const drafted = new Map(draft.resources.map((resource) => [keyOf(resource), resource]));
  return (live) => {
    const faults: Fault[] = [];
    const withdrawn = collectWithdrawals(draft, drafted, live, faults);
    const stays = (key: string) =>
      drafted.has(key) || assumed.has(key) || (isLive(live.resources.get(key)) && !withdrawn.has(key));
    const judged: Judged = { live, drafted, withdrawn, stays };
    checkReinstated(judged, reinstated, faults);
    checkReferences(judged, faults);
    const names = planNames(judged, faults);
    if (faults.length > 0) throw new FaultsError(faults);
    return toPlan(judged, names);
  };
}

function isLive(resource: LiveResource | undefined): resource is LiveResource & { readonly digest: string } {
  return resource !== undefined && resource.digest !== null;
}

/** What is withdrawn already can still be recalled: its copies, and the reads at older revisions, are then as dangerous. */
function canWithdraw(resource: LiveResource | undefined, { reason }: Withdrawal): boolean {
  return isLive(resource) || (resource !== undefined && reason === 'safety' && resource.reason !== 'safety');
}

/** An old source must not bring back by accident what was found to be dangerous or wrong. */
function checkReinstated({ live, drafted }: Judged, reinstated: ReadonlySet<string>, faults: Fault[]): void {
  for (const key of drafted.keys()) {
    const { reason = null, revision } = live.resources.get(key) ?? {};
    if ((reason !== 'safety' && reason !== 'retracted') || reinstated.has(key)) continue;
    const why = reason === 'safety' ? 'recalled for safety' : 'retracted';
    const detail = `${key} was ${why} at revision ${revision}: take it out of the source or, if it is right again, publish with \`--reinstate ${key}\`.`;
    faults.push(resourceFault(key, 'reinstated', detail));
  }
}

function liveReferences(live: Live, key: string): readonly Reference[] {
  const resource = live.resources.get(key);
  return isLive(resource) ? resource.references : [];
}

/** What is asked to go, what its question no longer lists, and, when the source is everything, whatever it does not have. */
function collectWithdrawals(
  draft: Draft,
  drafted: ReadonlyMap<string, DraftResource>,
  live: Live,
  faults: Fault[],
): ReadonlyMap<string, Withdrawal> {
  const withdrawn = new Map<string, Withdrawal>();
  for (const withdrawal of draft.withdrawals) {
    const key = keyOf(withdrawal);
    const fault = (code: string, detail: string) =>
      faults.push({ file: null, line: null, record: key, pointer: '', code, detail });
    if (drafted.has(key))
      fault('withdrawn-and-published', `${key} is published and withdrawn at once: do one of them.`);
    else if (!canWithdraw(live.resources.get(key), withdrawal))
      fault('not-live', `${key} is not live: there is nothing to withdraw.`);
    else withdrawn.set(key, withdrawal);
  }
  const unpublish = (resource: ResourceKey) => {
    const key = keyOf(resource);
    if (drafted.has(key) || withdrawn.has(key) || !isLive(live.resources.get(key))) return;
    withdrawn.set(key, { type: resource.type, id: resource.id, reason: 'unpublished', replacedBy: null });
  };
  for (const [key, question] of drafted) {
    if (question.type !== 'question') continue;
    const listed = new Set(question.references.map(referenceKey));
    for (const reference of liveReferences(live, key)) {
      if (reference.role === 'answer' && !listed.has(referenceKey(reference)))
        unpublish({ type: 'answer', id: reference.id });
    }
  }
  if (draft.mirror) for (const resource of live.resources.values()) unpublish(resource);
  return withdrawn;
}

function toPlan({ live, drafted, withdrawn }: Judged, names: Plan['names']): Plan {
  const set = new SetDigest(live.head.setDigest);
  let { count } = live.head;
  const upserts: Plan['upserts'][number][] = [];
  const open: Plan['references']['open'][number][] = [];
  const close: Plan['references']['close'][number][] = [];
  const search = new Map<string, SearchDocument | null>();
  const changed = new Set<string>();

  for (const [key, resource] of drafted) {
    const before = live.resources.get(key);
    compareReferences(resource, liveReferences(live, key), resource.references, open, close);
    if (before?.digest === resource.digest) continue;
    if (isLive(before)) set.remove(before.type, before.id, before.digest);
    else count += 1;
    set.add(resource.type, resource.id, resource.digest);
    upserts.push({ ...resource, firstRevision: before?.firstRevision ?? null });
    changed.add(key);
  }
  for (const [key, { type, id }] of withdrawn) {
    const before = live.resources.get(key);
    if (!isLive(before)) continue;
    set.remove(type, id, before.digest);
    count -= 1;
    compareReferences({ type, id }, before.references, [], open, close);
    if (type === 'question') search.set(id, null);
  }
  for (const [key, question] of drafted) {
    if (question.type !== 'question' || question.search === null) continue;
    const answerChanged = question.references.some(({ role, id }) => role === 'answer' && changed.has(`answer/${id}`));
    if (changed.has(key) || answerChanged) search.set(question.id, question.search);
  }
  return {
    upserts,
    tombstones: [...withdrawn.values()],
    names,
    references: { open, close },
    search,
    count,
    setDigest: set.toString(),
  };
}

function compareReferences(
  { type, id }: ResourceKey,
  before: readonly Reference[],
  after: readonly Reference[],
  open: Plan['references']['open'][number][],
  close: Plan['references']['close'][number][],
): void {
  const from = { type, id };
  const had = new Set(before.map(referenceKey));
  const has = new Set(after.map(referenceKey));
  for (const to of after) if (!had.has(referenceKey(to))) open.push({ from, to });
  for (const to of before) if (!has.has(referenceKey(to))) close.push({ from, to });
}
