import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { prune } from '../../src/content/prune.js';
import { publishPath } from '../../src/content/publish.js';
import { withdraw } from '../../src/content/withdraw.js';
import { buildSnapshot } from '../../src/snapshot/build.js';
import { openShelf } from '../../src/snapshot/shelf.js';
import { type OpenedApp, openApp } from '../support/app.js';
import { type Authorizations, openPartners } from './partners.js';

/** In everything that must never be given out, and nowhere else. */
export const SECRET = 'zqxsecret';

type SourceRecord = Readonly<Record<string, unknown>>;

const disclaimer = { type: 'disclaimer', id: 'general', locale: 'en', text: 'Important: ask your doctor.' };
const author = (id: string, name = `Dr ${id}`) => ({ type: 'author', id, slug: `by-${id}`, name });
const topic = (id: string, summary = `All about ${id}.`) => ({
  ...{ type: 'topic', id, slug: `about-${id}`, name: id, summary },
});
const exercise = (id: string, description = `How to ${id}.`) => ({
  ...{ type: 'exercise', id, slug: `how-to-${id}`, name: id, kind: 'strength', description, disclaimer: 'general' },
});

interface Asked {
  readonly slug?: string;
  readonly words?: string;
  readonly by?: readonly string[];
  readonly exercise?: string;
}

/** A question whose Markdown holds the secret where no reader sees it: in a link definition that nothing uses. */
function question(id: string, { slug = `is-it-${id}`, words = 'Rest well.', by = ['ann'], exercise: of }: Asked = {}) {
  const answers = by.map((name) => ({
    id: `${id}.${name}`,
    attribution: name === 'nobody' ? { kind: 'anonymous' } : { kind: 'named', author: name },
    body: `**${words}** Try the ${of ?? 'squat'} — it’s *good*. See a doctor when it hurts.\n\n[unused]: https://example.org/${SECRET}\n`,
    recommendations: [{ exercise: of ?? 'squat', anchor: `Try the ${of ?? 'squat'}` }],
    seekCare: [{ anchor: 'See a doctor when it hurts.' }],
  }));
  const title = `Is it “${id}”?`;
  return { type: 'question', id, slug, locale: 'en', title, topics: ['knees'], disclaimer: 'general', answers };
}

const current: readonly SourceRecord[] = [
  ...[disclaimer, author('ann'), author('bob'), topic('knees'), topic('hips'), exercise('squat'), exercise('plank')],
  ...Array.from({ length: 12 }, (_, n) => question(`q${n}`, { by: n % 3 === 0 ? ['ann', 'bob', 'nobody'] : ['bob'] })),
  question('planking', { exercise: 'plank' }),
];

export interface Library extends OpenedApp {
  /** By type: slugs, ids, former slugs, what was withdrawn, what was recalled. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** Of what never was published. */
  readonly unpublished: readonly string[];
  readonly authorizations: Authorizations;
}

/** The service with a history: what was renamed, withdrawn, pruned, recalled, and tried without being published. */
export async function openLibrary(t: Test): Promise<Library> {
  const folder = t.testdir();
  const opened = await openApp(t, { publish: null, folder, settings: { SNAPSHOT_DIR: join(folder, 'snapshots') } });
  const { store, config } = opened;
  const publish = (records: readonly SourceRecord[], options: { dryRun?: boolean; mirror?: boolean } = {}) => {
    const path = join(folder, 'source.ndjson');
    writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return publishPath(store, path, { note: `Note ${SECRET}`, actor: `Actor ${SECRET}`, ...options });
  };
  const pulled = { note: SECRET, actor: SECRET };

  const pruned = [question('gone', { words: SECRET }), author('gone', SECRET), topic('gone', SECRET)];
  await publish([...current, ...pruned, question('old', { words: SECRET, slug: `old-${SECRET}` })]);
  await publish([question('old', { words: 'Better words.' })]);
  for (const type of ['question', 'author', 'topic'] as const) {
    await withdraw(store, { type, id: 'gone' }, { reason: 'unpublished', ...pulled });
  }
  await prune(store, { days: 0, revisions: 1 });

  await publish([question('bad', { words: SECRET, exercise: 'bad' }), exercise('bad', SECRET)]);
  const replacedBy = { type: 'question', id: 'q0' } as const;
  await withdraw(store, { type: 'question', id: 'bad' }, { reason: 'safety', replacedBy, ...pulled });
  await withdraw(store, { type: 'exercise', id: 'bad' }, { reason: 'safety', ...pulled });
  await publish([question('q1', { slug: 'it-was-renamed' }), question('q2', { words: 'Move more.' })]);
  await withdraw(store, { type: 'answer', id: 'q3.bob' }, { reason: 'retracted', ...pulled });
  await publish([question('never', { words: SECRET }), author('never', SECRET), topic('never', SECRET)], {
    dryRun: true,
  });
  await buildSnapshot(store, openShelf(config.snapshotFolder));

  const ids = [...Array.from({ length: 12 }, (_, n) => `q${n}`), 'planking', 'old', 'gone', 'bad'];
  return {
    ...opened,
    names: {
      questions: [...ids, ...ids.map((id) => `is-it-${id}`), 'it-was-renamed'],
      answers: ids.flatMap((id) => ['ann', 'bob', 'nobody'].map((by) => `${id}.${by}`)),
      authors: ['ann', 'by-ann', 'bob', 'by-bob', 'gone', 'by-gone'],
      topics: ['knees', 'about-knees', 'hips', 'about-hips', 'gone', 'about-gone'],
      exercises: ['squat', 'how-to-squat', 'plank', 'how-to-plank', 'bad', 'how-to-bad'],
      disclaimers: ['general'],
    },
    unpublished: ['never', 'is-it-never', 'by-never', 'about-never', 'never.ann'],
    authorizations: await openPartners(opened.keys),
  };
}
