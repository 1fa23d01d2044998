import type { ResourceKey, ResourceOf, WithdrawalReason } from '../schemas/resource.js';
import { StaleDraftError } from '../store/errors.js';
import type { Draft, Revision, Store } from '../store/store.js';
import type { ResourceChange } from './change.js';
import { toDraft } from './compile-record.js';
import { findLive, parseResource } from './live.js';
import { listChanges } from './publish.js';
import { publishDraft } from './publish-draft.js';
import { questionReferences, toSearchDocument } from './references.js';

export interface WithdrawOptions {
  readonly reason: WithdrawalReason;
  readonly replacedBy?: ResourceKey | null;
  readonly note?: string | null;
  readonly actor?: string | null;
}

export interface WithdrawReport {
  readonly revision: Revision;
  readonly changes: readonly ResourceChange[];
}

const ATTEMPTS = 5;

/**
 * Withdraws one resource as a revision of its own. An answer leaves its question, which stays; a question takes its answers
 * with it. What was withdrawn for another reason can still be withdrawn for safety.
 * Errors: `FaultsError` when there is nothing to withdraw or something else still refers to it; those of `PublishStore.publish`.
 */
export async function withdraw(store: Store, key: ResourceKey, options: WithdrawOptions): Promise<WithdrawReport> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const draft = await buildDraft(store, key, options);
      const { plan, revision, live } = await publishDraft(store, draft, { dryRun: false });
      return { revision, changes: await listChanges(store, plan, live) };
    } catch (error) {
      if (!(error instanceof StaleDraftError) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function buildDraft(store: Store, key: ResourceKey, options: WithdrawOptions): Promise<Draft> {
  const { revision: base } = await store.refresh();
  const { reason, replacedBy = null, note = null, actor = null } = options;
  const found = await findLive(store, key, base);
  const withdrawal = { type: key.type, id: key.id, reason, replacedBy };
  const rest = { mirror: false, base, note, actor };
  if (key.type === 'question') {
    const answers = found?.body == null ? [] : parseResource('question', found.body).answers;
    // What is dangerous is so at every revision: the answers that it had before are recalled with it.
    const former = reason === 'safety' ? await listRecallable(store, key.id, base) : [];
    const withAnswers = [...answers, ...former].map((id) => ({
      type: 'answer' as const,
      id,
      reason,
      replacedBy: null,
    }));
    return { resources: [], withdrawals: [withdrawal, ...withAnswers], ...rest };
  }
  // Not live: the rules of publishing say whether it can be recalled all the same.
  if (found?.body == null || key.type !== 'answer') return { resources: [], withdrawals: [withdrawal], ...rest };
  const answer = parseResource('answer', found.body);
  const before = await getResource(store, 'question', answer.question, base);
  const question = { ...before, answers: before.answers.filter((id) => id !== key.id) };
  const answers: ResourceOf['answer'][] = [];
  for (const id of question.answers) answers.push(await getResource(store, 'answer', id, base));
  const resource = toDraft(question, {
    slug: question.slug,
    references: questionReferences(question, answers),
    search: toSearchDocument(question, answers),
  });
  return { resources: [resource], withdrawals: [withdrawal], ...rest };
}

/** The former answers of a question that were not recalled yet. */
async function listRecallable(store: Store, question: string, at: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const id of await store.listFormerAnswers(question)) {
    const found = await store.findAnswer(id, at);
    if (found.state === 'withdrawn' && found.reason !== 'safety') ids.push(id);
  }
  return ids;
}

async function getResource<T extends 'question' | 'answer'>(
  store: Store,
  type: T,
  id: string,
  at: number,
): Promise<ResourceOf[T]> {
  const found = await findLive(store, { type, id }, at);
  if (found?.body == null) throw new Error(`${type}/${id} is referred to but not live: run verify.`);
  return parseResource(type, found.body);
}
