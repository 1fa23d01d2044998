// Content sets of any size, made of generated articles and published in batches through the store: Markdown, whose
// compilation is not on trial here, is left out.
import { createHash } from 'node:crypto';
import { digestOfText, toCanonical } from '../../dist/content/canonical.js';
import { decide } from '../../dist/content/plan.js';
import {
  answerReferences,
  questionReferences,
  recordReferences,
  toSearchDocument,
} from '../../dist/content/references.js';
import { openStore } from '../../dist/store/open.js';

const BATCH = 1000;
const words =
  'knee hip ankle back shoulder pain swelling running stretching strength balance rest load gait muscle'.split(' ');

/** As many words as asked for, the same for the same seed. */
function prose(seed, count) {
  const bytes = createHash('shake256', { outputLength: count }).update(seed).digest();
  return Array.from(bytes, (byte) => words[byte % words.length]).join(' ');
}

const unknown = { specialty: null, credentials: null, organisation: null, profile: null };
const numbers = (count) => Array.from({ length: count }, (_, n) => n);

const basis = [
  { type: 'disclaimer', id: 'general', locale: 'en', text: 'Ask your physician.' },
  ...numbers(20).map((n) => ({
    type: 'topic',
    id: `t${n}`,
    slug: `topic-${n}`,
    name: `Topic ${n}`,
    summary: prose(`t${n}`, 20),
    related: [],
  })),
  ...numbers(100).map((n) => ({ type: 'author', id: `a${n}`, slug: `author-${n}`, name: `Author ${n}`, ...unknown })),
  ...numbers(50).map((n) => ({
    ...{
      type: 'exercise',
      id: `e${n}`,
      slug: `exercise-${n}`,
      name: `Exercise ${n}`,
      kind: 'strength',
      description: null,
    },
    ...{ targetAreas: [], equipment: [], cautions: [], media: [], disclaimer: 'general' },
  })),
];

/** A question and three answers of 30 words. `edit` tells its versions apart. */
export function article(n, edit = 0) {
  const id = `q${n}`;
  const answers = numbers(3).map((place) => {
    const text = `${prose(`${id}.${place}.${edit}`, 30)}.`;
    const exact = text.slice(0, 40);
    const anchor = { exact, prefix: '', suffix: text.slice(40, 72), start: 0, end: 40 };
    return {
      ...{ type: 'answer', id: `${id}.${place}`, question: id, seekCare: [], body: { text, html: `<p>${text}</p>` } },
      attribution: place === 2 ? { kind: 'anonymous' } : { kind: 'named', author: `a${(n + place) % 100}` },
      recommendations: [{ exercise: `e${(n + place) % 50}`, purpose: null, timing: null, anchor }],
    };
  });
  const question = {
    ...{ type: 'question', id, slug: `question-${n}`, locale: 'en', title: `${prose(id, 8)} ${edit}?`, related: [] },
    ...{ answers: answers.map((one) => one.id), topics: [`t${n % 20}`], disclaimer: 'general' },
    ...{ review: null, source: null, rights: null },
  };
  return { question, answers };
}

function toDraft(resource, references, search = null) {
  const body = toCanonical(resource);
  const { type, id, slug = null } = resource;
  const source = type === 'answer' ? resource.body.text : null;
  return { type, id, slug, digest: digestOfText(body), body, source, references, search };
}

export async function publish(store, resources) {
  const draft = { resources, withdrawals: [], mirror: false, base: undefined, note: null, actor: null };
  await store.publish(draft, decide(draft), { dryRun: false });
}

export const toDrafts = ({ question, answers }) => [
  toDraft(question, questionReferences(question, answers), toSearchDocument(question, answers)),
  ...answers.map((answer) => toDraft(answer, answerReferences(answer))),
];

/** Makes a database with at least so many resources; gives its store, open. */
export async function buildSet(path, resources, onProgress = () => {}) {
  const store = await openStore(`sqlite:${path}`, { migrate: true });
  await publish(
    store,
    basis.map((one) => toDraft(one, recordReferences(one))),
  );
  const articles = Math.ceil((resources - basis.length) / 4);
  for (let first = 0; first < articles; first += BATCH) {
    const batch = numbers(Math.min(BATCH, articles - first)).flatMap((n) => toDrafts(article(first + n)));
    await publish(store, batch);
    onProgress(store.latest().count);
  }
  return store;
}
