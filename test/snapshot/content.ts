import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import type { Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import type { Resource } from '../../src/schemas/resource.js';
import { openStore } from '../../src/store/open.js';
import type { Revision, Store, Withdrawal } from '../../src/store/store.js';
import { answer, author, disclaimer, draftOf, exercise, question, topic } from '../store/draft.js';

/** Some articles with everything that an article can show. */
export function articles(count: number, words = 'Rest the knee, and see how it feels on Monday.'): readonly Resource[] {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return [
    disclaimer('d', 'Ask your physician. “Écoutez” 🩺 first.'),
    topic('t'),
    author('a'),
    exercise('e'),
    ...numbers.flatMap((n) => [
      question(`q${n}`, {
        title: `Why does knee number ${n} hurt?`,
        answers: [`q${n}.1`, `q${n}.2`],
        topics: ['t'],
        related: n === 0 ? [] : ['q0'],
      }),
      answer(`q${n}.1`, `q${n}`, { text: `${words} It is case ${n}.`, author: 'a', exercises: ['e'] }),
      answer(`q${n}.2`, `q${n}`, { text: `Stretching cured the café owner’s knee ${n} 🦵.` }),
    ]),
  ];
}

export async function openIn(t: Test, folder: string, name = 'content.db'): Promise<Store> {
  const store = await openStore(`sqlite:${join(folder, name)}`, { migrate: true });
  t.teardown(() => store.close());
  return store;
}

export async function publish(
  store: Store,
  resources: readonly Resource[],
  withdrawals: readonly Withdrawal[] = [],
): Promise<Revision> {
  const draft = draftOf(resources, { withdrawals });
  const { revision } = await store.publish(draft, decide(draft), { dryRun: false });
  return revision;
}

export const withdrawal = (
  type: Withdrawal['type'],
  id: string,
  reason: Withdrawal['reason'] = 'unpublished',
): Withdrawal => ({ type, id, reason, replacedBy: null });

/** The records of a gzip'd NDJSON file. */
export function readLines(bytes: Buffer): readonly Record<string, unknown>[] {
  const lines = gunzipSync(bytes).toString('utf8').split('\n');
  if (lines.pop() !== '') throw new Error('The last line is not ended.');
  return lines.map((line) => JSON.parse(line));
}

export function openDatabase(t: Test, path: string): Database.Database {
  const db = new Database(path, { readonly: true });
  t.teardown(() => db.close());
  return db;
}

/** A question and its answers. */
export const withdrawals = (question: string, reason?: Withdrawal['reason']): readonly Withdrawal[] => [
  withdrawal('question', question, reason),
  withdrawal('answer', `${question}.1`, reason),
  withdrawal('answer', `${question}.2`, reason),
];
