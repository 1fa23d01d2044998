import type { ResourceKey, ResourceOf } from '../schemas/resource.js';
import type { Reference, SearchDocument, Store } from '../store/store.js';
import { type Fault, resourceFault } from './faults.js';
import { findLive, isResource } from './live.js';
import { keyOf } from './plan.js';
import {
  answerReferences,
  questionReferences,
  recordReferences,
  referenceKey,
  toSearchDocument,
} from './references.js';

interface Expected {
  readonly references: readonly Reference[];
  readonly names: readonly string[];
  readonly search: SearchDocument | null;
}

/** Whether the references, names and search documents of live resources are those that their bodies give, and lead somewhere. */
export async function checkIndexes(
  store: Store,
  at: number,
  keys: readonly ResourceKey[],
  isLive: (key: ResourceKey) => boolean,
): Promise<readonly Fault[]> {
  const indexes = await store.readIndexes(keys);
  const faults: Fault[] = [];
  for (const key of keys) {
    const record = keyOf(key);
    const indexed = indexes.get(record);
    const expected = await expect(store, key, at, faults);
    if (expected === undefined) continue;
    const wanted = new Set(expected.references.map(referenceKey));
    const found = new Set((indexed?.references ?? []).map(referenceKey));
    for (const name of wanted)
      if (!found.has(name)) faults.push(resourceFault(record, 'reference', `The reference ${name} is not indexed.`));
    for (const name of found)
      if (!wanted.has(name))
        faults.push(resourceFault(record, 'reference', `The reference ${name} is indexed, but not in the body.`));
    for (const { role, type, id } of expected.references) {
      if (type !== null && !isLive({ type, id }))
        faults.push(resourceFault(record, 'dangling', `The ${role} ${type}/${id} is not live.`));
    }
    for (const name of expected.names) {
      if (!indexed?.names.includes(name))
        faults.push(resourceFault(record, 'name', `The name “${name}” does not lead to it.`));
    }
    const search = indexed?.search ?? null;
    if (search?.title !== expected.search?.title || search?.text !== expected.search?.text) {
      faults.push(
        resourceFault(record, 'search', 'The search index holds other words than the question and its answers.'),
      );
    }
  }
  return faults;
}

async function expect(store: Store, key: ResourceKey, at: number, faults: Fault[]): Promise<Expected | undefined> {
  const value = await readBody(store, key, at);
  const names = (slug: string) => [...new Set([key.id, slug])];
  switch (key.type) {
    case 'question':
      return isResource('question', value) ? expectQuestion(store, value, at, faults) : undefined;
    case 'answer':
      return isResource('answer', value) ? expectAnswer(store, value, at, faults) : undefined;
    case 'topic':
    case 'author':
    case 'exercise':
      return isResource(key.type, value)
        ? { references: recordReferences(value), names: names(value.slug), search: null }
        : undefined;
    case 'disclaimer':
      return { references: [], names: [key.id], search: null };
  }
}

async function expectQuestion(
  store: Store,
  question: ResourceOf['question'],
  at: number,
  faults: Fault[],
): Promise<Expected> {
  const answers: ResourceOf['answer'][] = [];
  for (const id of question.answers) {
    const value = await readBody(store, { type: 'answer', id }, at);
    if (!isResource('answer', value)) continue;
    answers.push(value);
    if (value.question !== question.id) {
      faults.push(
        resourceFault(
          `answer/${id}`,
          'question',
          `question/${question.id} lists it, but it says it belongs to question/${value.question}.`,
        ),
      );
    }
  }
  return {
    references: questionReferences(question, answers),
    names: [...new Set([question.id, question.slug])],
    search: toSearchDocument(question, answers),
  };
}

async function expectAnswer(
  store: Store,
  answer: ResourceOf['answer'],
  at: number,
  faults: Fault[],
): Promise<Expected> {
  const question = await readBody(store, { type: 'question', id: answer.question }, at);
  if (isResource('question', question) && !question.answers.includes(answer.id)) {
    faults.push(
      resourceFault(
        `answer/${answer.id}`,
        'question',
        `It says it belongs to question/${question.id}, which does not list it.`,
      ),
    );
  }
  return { references: answerReferences(answer), names: [answer.id], search: null };
}

/** What is not readable was reported with its version. */
async function readBody(store: Store, key: ResourceKey, at: number): Promise<unknown> {
  const version = await findLive(store, key, at);
  if (version?.body == null) return undefined;
  try {
    return JSON.parse(version.body);
  } catch {
    return undefined;
  }
}
