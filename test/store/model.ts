import { toCanonical } from '../../src/content/canonical.js';
import type { Resource, ResourceKey, ResourceOf, ResourceType, WithdrawalReason } from '../../src/schemas/resource.js';
import { toTokens } from '../../src/search/analyse.js';
import { occurrences, type SearchQuery } from '../../src/search/query.js';
import { score } from '../../src/search/rank.js';
import type { Draft, QuestionFilter, Revision, Withdrawal } from '../../src/store/store.js';

interface Known {
  readonly type: ResourceType;
  readonly id: string;
  readonly revision: number;
  readonly firstRevision: number;
  readonly digest: string | null;
  readonly resource: Resource | null;
  readonly reason: WithdrawalReason | null;
  readonly replacedBy: ResourceKey | null;
}

/** Everything that is known at one revision. */
interface State {
  readonly known: ReadonlyMap<string, Known>;
  readonly names: ReadonlyMap<string, string>;
  /** The revision that last changed the words of each question or its answers. */
  readonly words: ReadonlyMap<string, number>;
  /** The questions that a search no longer finds: words of theirs were erased. */
  readonly muted: ReadonlySet<string>;
}

const keyOf = ({ type, id }: ResourceKey) => `${type}/${id}`;
const byKey = (a: ResourceKey, b: ResourceKey) => compare(a.type, b.type) || compare(a.id, b.id);
export const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** What a store must answer: a copy of everything for every revision, read by the plainest means. */
export class Model {
  readonly states: State[] = [{ known: new Map(), names: new Map(), words: new Map(), muted: new Set() }];
  readonly revisions: (Revision | undefined)[] = [undefined];

  /** Follows a draft that was published. */
  apply(draft: Draft, made: Revision): void {
    const before = this.at(made.revision - 1);
    const known = new Map(before.known);
    const names = new Map(before.names);
    const words = new Map(before.words);
    const drafted = new Map(draft.resources.map((one) => [keyOf(one), one]));
    const gone = new Map(draft.withdrawals.map((one) => [keyOf(one), one]));
    const unpublish = ({ type, id }: ResourceKey) => {
      const key = keyOf({ type, id });
      if (drafted.has(key) || gone.has(key) || known.get(key)?.resource == null) return;
      gone.set(key, { type, id, reason: 'unpublished', replacedBy: null });
    };
    for (const [key, { body }] of drafted) {
      const old = before.known.get(key)?.resource;
      if (old?.type !== 'question') continue;
      const { answers }: ResourceOf['question'] = JSON.parse(body);
      for (const id of old.answers) if (!answers.includes(id)) unpublish({ type: 'answer', id });
    }
    if (draft.mirror) for (const one of before.known.values()) unpublish(one);
    for (const { type, id, digest, body, slug } of draft.resources) {
      const old = before.known.get(keyOf({ type, id }));
      names.set(`${type}/${id}`, id);
      if (slug !== null) names.set(`${type}/${slug}`, id);
      if (old?.digest === digest) continue;
      const { revision } = made;
      const resource: Resource = JSON.parse(body);
      const firstRevision = old?.firstRevision ?? revision;
      known.set(`${type}/${id}`, {
        type,
        id,
        revision,
        firstRevision,
        digest,
        resource,
        reason: null,
        replacedBy: null,
      });
      if (resource.type === 'question') words.set(id, revision);
      if (resource.type === 'answer') words.set(resource.question, revision);
    }
    for (const [key, { type, id, reason, replacedBy }] of gone) {
      const firstRevision = known.get(key)?.firstRevision ?? 0;
      known.set(key, {
        type,
        id,
        revision: made.revision,
        firstRevision,
        digest: null,
        resource: null,
        reason,
        replacedBy,
      });
    }
    this.states.push({ known, names, words, muted: new Set() });
    this.revisions.push(made);
    for (const one of gone.values()) if (one.reason === 'safety') this.erase(one, made.revision);
  }

  /** The last revision that erased something. */
  erased = 0;

  /** Forgets what was ever published of a resource, as if it had always been withdrawn for safety. */
  private erase({ type, id, replacedBy }: Withdrawal, at: number): void {
    this.erased = at;
    const words = new Set(type === 'question' ? [id] : []);
    for (const { known } of this.states) {
      for (const { resource } of known.values()) {
        if (type === 'answer' && resource?.type === 'question' && resource.answers.includes(id)) words.add(resource.id);
      }
    }
    const now = this.at(at);
    const isSearched = (question: string, state: State) =>
      now.known.get(`question/${question}`)?.resource != null && now.words.get(question) === state.words.get(question);
    for (const [revision, state] of this.states.slice(0, at).entries()) {
      const known = new Map(state.known);
      const before = known.get(`${type}/${id}`);
      if (before?.resource != null) {
        known.set(`${type}/${id}`, { ...before, resource: null, reason: 'safety', replacedBy });
      }
      const muted = new Set([...state.muted, ...[...words].filter((question) => !isSearched(question, state))]);
      this.states[revision] = { ...state, known, muted };
    }
  }

  recalls(since: number, at: number) {
    return this.states
      .slice(0, at + 1)
      .flatMap(({ known }, made) => [...known.values()].filter(({ revision }) => revision === made))
      .filter(({ digest, reason, revision }) => digest === null && reason === 'safety' && revision > since)
      .sort((a, b) => b.revision - a.revision || byKey(b, a))
      .map(({ type, id, revision, replacedBy }) => {
        const later = this.states.slice(0, at + 1).map(({ known }) => known.get(`${type}/${id}`)?.revision ?? 0);
        const reinstatedIn = later.find((one) => one > revision) ?? null;
        return { type, id, revision, recalledAt: this.time(revision), replacedBy, reinstatedIn };
      });
  }

  at(revision: number): State {
    const state = this.states[revision];
    if (state === undefined) throw new Error(`no revision ${revision}`);
    return state;
  }

  private time(revision: number): number {
    return this.revisions[revision]?.publishedAt ?? 0;
  }

  private toVersion({ type, id, revision, firstRevision, digest, resource }: Known) {
    const stamps = { publishedAt: this.time(firstRevision), updatedAt: this.time(revision) };
    return { type, id, revision, firstRevision, ...stamps, digest, resource };
  }

  version(type: ResourceType, id: string, at: number) {
    const known = this.at(at).known.get(`${type}/${id}`);
    if (known?.resource == null) throw new Error(`${type}/${id} is not live at ${at}`);
    return { ...this.toVersion(known), body: toCanonical(known.resource) };
  }

  lookup(type: ResourceType, name: string, at: number) {
    const { names, known } = this.at(at);
    const found = known.get(`${type}/${names.get(`${type}/${name}`)}`);
    if (found === undefined) return { state: 'unknown' };
    const { resource, reason, replacedBy } = found;
    if (resource === null) return { state: 'withdrawn', reason, replacedBy: this.replacement(replacedBy, at) };
    if ('slug' in resource && resource.slug !== name) return { state: 'moved', slug: resource.slug };
    return { state: 'live', id: found.id };
  }

  /** The live resource that takes the place of one that was withdrawn, through others that were withdrawn as well. */
  private replacement(key: ResourceKey | null, at: number): ResourceKey | null {
    const met = new Set<string>();
    for (let next = key; next !== null && !met.has(keyOf(next)); ) {
      met.add(keyOf(next));
      const found = this.at(at).known.get(keyOf(next));
      if (found?.resource != null) return next;
      next = found?.replacedBy ?? null;
    }
    return null;
  }

  live<T extends ResourceType>(type: T, at: number): ResourceOf[T][] {
    const all = [...this.at(at).known.values()].flatMap(({ resource }) => (resource?.type === type ? [resource] : []));
    return all.sort((a, b) => compare(a.id, b.id)) as ResourceOf[T][];
  }

  isLive(key: string, at: number): boolean {
    return this.at(at).known.get(key)?.resource != null;
  }

  private firstRevision(type: ResourceType, id: string, at: number): number {
    return this.at(at).known.get(`${type}/${id}`)?.firstRevision ?? 0;
  }

  newestFirst<T extends { type: ResourceType; id: string }>(resources: T[], at: number): string[] {
    const rank = ({ type, id }: T) => this.firstRevision(type, id, at);
    return resources.sort((a, b) => rank(b) - rank(a) || compare(a.id, b.id)).map(({ id }) => id);
  }

  answersOf(question: ResourceOf['question'], at: number): ResourceOf['answer'][] {
    return this.live('answer', at).filter(({ id }) => question.answers.includes(id));
  }

  questions({ topic, author, exercise, locale }: QuestionFilter, at: number): string[] {
    const found = this.live('question', at).filter((question) => {
      const answers = this.answersOf(question, at);
      return (
        (topic === undefined || question.topics.includes(topic)) &&
        (locale === undefined || question.locale === locale) &&
        (author === undefined || answers.some((one) => authorOf(one) === author)) &&
        (exercise === undefined || answers.some((one) => exercisesOf(one).includes(exercise)))
      );
    });
    return this.newestFirst(found, at);
  }

  answers(role: 'author' | 'exercise', id: string, at: number): string[] {
    const refers = (one: ResourceOf['answer']) =>
      role === 'author' ? authorOf(one) === id : exercisesOf(one).includes(id);
    return this.newestFirst(this.live('answer', at).filter(refers), at);
  }

  search(query: SearchQuery, filter: QuestionFilter, at: number): { id: string; score: number }[] {
    const allowed = this.questions(filter, at);
    return this.live('question', at)
      .filter(({ id }) => allowed.includes(id))
      .flatMap((question) => {
        if (this.at(at).muted.has(question.id)) return [];
        const title = toTokens(question.title);
        const answers = question.answers.flatMap((id) => this.live('answer', at).filter((one) => one.id === id));
        const columns = [title, answers.map(({ body }) => toTokens(body.text)).join(' ')].map((one) => one.split(' '));
        const holds = (term: readonly string[]) => columns.some((column) => occurrences(term, column).length > 0);
        if (!query.all.every(holds) || query.none.some(holds)) return [];
        return [{ id: question.id, score: score(query, title, this.at(at).words.get(question.id) ?? 0) }];
      })
      .sort((a, b) => b.score - a.score || compare(a.id, b.id));
  }

  window(since: number, upto: number) {
    return [...this.at(upto).known.values()]
      .filter(({ revision }) => revision > since)
      .sort((a, b) => a.revision - b.revision || byKey(a, b))
      .map((one) => {
        if (one.resource !== null) return { op: 'upsert', ...this.toVersion(one) };
        const { type, id, revision, reason, replacedBy } = one;
        return { op: 'delete', type, id, revision, reason, replacedBy };
      });
  }

  /** The keys of live resources by type and id. */
  liveKeys(at: number): string[] {
    return [...this.at(at).known.values()]
      .filter(({ resource }) => resource !== null)
      .sort(byKey)
      .map(keyOf);
  }
}

export function authorOf({ attribution }: ResourceOf['answer']): string | undefined {
  return attribution.kind === 'named' ? attribution.author : undefined;
}

export function exercisesOf({ recommendations }: ResourceOf['answer']): string[] {
  return recommendations.map(({ exercise }) => exercise);
}
