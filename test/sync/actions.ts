import fc from 'fast-check';
import { FaultsError } from '../../src/content/faults.js';
import { keyOf } from '../../src/content/plan.js';
import { prune } from '../../src/content/prune.js';
import { withdraw } from '../../src/content/withdraw.js';
import type { Resource, ResourceKey, WithdrawalReason } from '../../src/schemas/resource.js';
import type { Store } from '../../src/store/store.js';
import { answer, author, disclaimer, draftOf, exercise, question, topic } from '../store/draft.js';
import { type History, publishDraft } from './history.js';
import type { Host } from './host.js';

/** What happens on the side of the service. `elsewhere`: by another process on the same database. */
export type Action =
  | {
      readonly do: 'publish';
      readonly resources: readonly Resource[];
      readonly reinstate: boolean;
      readonly elsewhere: boolean;
    }
  /** The basis and this is all there is. */
  | { readonly do: 'mirror'; readonly resources: readonly Resource[]; readonly elsewhere: boolean }
  | {
      readonly do: 'withdraw';
      readonly key: ResourceKey;
      readonly reason: WithdrawalReason;
      readonly replacedBy: ResourceKey | null;
      readonly elsewhere: boolean;
    }
  | { readonly do: 'prune'; readonly keep: number; readonly elsewhere: boolean }
  | { readonly do: 'restart' | 'back up' | 'restore' };

/** What the other resources refer to. */
export const basis: readonly Resource[] = [
  ...['d', 'd2'].map((id) => disclaimer(id)),
  ...['a1', 'a2'].map((id) => author(id)),
  ...['e1', 'e2'].map((id) => exercise(id)),
  ...['t1', 't2'].map((id) => topic(id)),
];

const words = fc
  .array(fc.constantFrom('knee', 'hip', 'pain', 'rest', 'run'), { minLength: 1, maxLength: 3 })
  .map((all) => all.join(' '));
const some = (...ids: string[]) => fc.subarray(ids, { maxLength: 2 });

const anyQuestion = fc
  .record({
    id: fc.constantFrom('q1', 'q2', 'q3'),
    slug: fc.constantFrom('', '-new', 'shared'),
    title: words,
    topics: some('t1', 't2'),
    related: some('q1', 'q2'),
    disclaimer: fc.constantFrom('d', 'd2'),
    answers: fc.uniqueArray(
      fc.record({
        place: fc.constantFrom('1', '2', '3'),
        text: words,
        author: fc.constantFrom(undefined, 'a1', 'a2'),
        exercises: some('e1', 'e2'),
      }),
      { selector: ({ place }) => place, maxLength: 3 },
    ),
  })
  .map(({ id, slug, related, answers, ...members }): Resource[] => [
    question(id, {
      ...members,
      slug: slug === 'shared' ? slug : `${id}${slug}`,
      related: related.filter((other) => other !== id),
      answers: answers.map(({ place }) => `${id}.${place}`),
    }),
    ...answers.map(({ place, text, author, exercises }) =>
      answer(`${id}.${place}`, id, { text, exercises, ...(author === undefined ? {} : { author }) }),
    ),
  ]);

const anyOther: fc.Arbitrary<Resource[]> = fc.oneof(
  fc.record({ id: fc.constantFrom('a1', 'a2'), name: words }).map(({ id, name }) => [author(id, { name })]),
  fc
    .record({ id: fc.constantFrom('e1', 'e2'), slug: fc.constantFrom('e', 'e-new') })
    .map(({ id, slug }) => [exercise(id, { slug: `${id}${slug}` })]),
  fc
    .record({ id: fc.constantFrom('t1', 't2'), summary: words, related: some('t1', 't2') })
    .map(({ id, summary, related }) => [topic(id, { summary, related: related.filter((other) => other !== id) })]),
  fc.record({ id: fc.constantFrom('d', 'd2'), text: words }).map(({ id, text }) => [disclaimer(id, text)]),
);

/** Some bundles, no resource twice. */
const anyResources = fc
  .uniqueArray(fc.oneof({ weight: 4, arbitrary: anyQuestion }, anyOther), {
    selector: ([first]) => (first === undefined ? '' : keyOf(first)),
    minLength: 1,
    maxLength: 3,
  })
  .map((bundles) => bundles.flat());

const elsewhere = fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true));
const questionKey = (id: string): ResourceKey => ({ type: 'question', id });
const anyKey: fc.Arbitrary<ResourceKey> = fc.oneof(
  fc.constantFrom('q1', 'q2', 'q3').map(questionKey),
  fc.constantFrom('q1.1', 'q1.2', 'q2.1', 'q2.2', 'q3.1').map((id) => ({ type: 'answer' as const, id })),
  fc.constantFrom<ResourceKey>(
    { type: 'author', id: 'a2' },
    { type: 'exercise', id: 'e2' },
    { type: 'topic', id: 't2' },
  ),
);
const anyReason = fc.constantFrom<WithdrawalReason>('safety', 'safety', 'unpublished', 'retracted');

export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      resources: anyResources,
      reinstate: fc.boolean(),
      elsewhere,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('mirror' as const),
      resources: anyQuestion,
      elsewhere,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('withdraw' as const),
      key: anyKey,
      reason: anyReason,
      replacedBy: fc.constant(null),
      elsewhere,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('withdraw' as const),
      key: fc.constantFrom('q1', 'q2').map(questionKey),
      reason: fc.constant('merged' as const),
      replacedBy: fc.constantFrom('q2', 'q3').map(questionKey),
      elsewhere,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('prune' as const), keep: fc.integer({ min: 1, max: 3 }), elsewhere }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Action>({ do: 'restart' }, { do: 'back up' }, { do: 'back up' }) },
  { weight: 1, arbitrary: fc.constant<Action>({ do: 'restore' }) },
);

const BACKUP = 'last';

/** Does it, and lets the history know. What the rules of publishing refuse changes nothing. */
export async function act(host: Host, history: History, action: Action): Promise<void> {
  const through = (work: (store: Store) => Promise<unknown>) =>
    'elsewhere' in action && action.elsewhere
      ? host.elsewhere((store) => work(history.watch(store)))
      : work(history.watch(host.store));
  const orRefused = (error: unknown) => {
    if (!(error instanceof FaultsError)) throw error;
  };
  switch (action.do) {
    case 'publish': {
      const { resources, reinstate } = action;
      const reinstated = new Set(reinstate ? resources.map(keyOf) : []);
      await through((store) => publishDraft(store, draftOf(resources), reinstated)).catch(orRefused);
      return;
    }
    case 'mirror': {
      const resources = [...basis, ...action.resources];
      const draft = draftOf(resources, { mirror: true });
      await through((store) => publishDraft(store, draft, new Set(resources.map(keyOf)))).catch(orRefused);
      return;
    }
    case 'withdraw': {
      const { key, reason, replacedBy } = action;
      await through((store) => withdraw(store, key, { reason, replacedBy })).catch(orRefused);
      return;
    }
    case 'prune':
      await through(async (store) => {
        const { oldest } = await prune(store, { days: 0, revisions: action.keep });
        history.floor = Math.max(history.floor, oldest);
      });
      return;
    case 'restart':
      return host.restart();
    case 'back up':
      history.backUp(BACKUP);
      return host.backUp(BACKUP);
    case 'restore':
      if (!history.hasBackup(BACKUP)) return;
      history.restore(BACKUP);
      return host.restore(BACKUP);
  }
}
