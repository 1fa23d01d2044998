import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { publishPath } from '../../src/content/publish.js';
import { withdraw } from '../../src/content/withdraw.js';
import { type OpenedApp, openApp } from '../support/app.js';

type SourceRecord = Readonly<Record<string, unknown>>;

export const disclaimer = { type: 'disclaimer', id: 'general', locale: 'en', text: 'Ask your doctor.' };
export const ann = { type: 'author', id: 'ann', slug: 'ann-lee', name: 'Ann Lee' };
export const bob = { type: 'author', id: 'bob', slug: 'bob-ray', name: 'Bob Ray', specialty: 'Knees' };
export const knees = { type: 'topic', id: 'knees', slug: 'about-knees', name: 'Knees', summary: 'On knees.' };
export const hips = {
  type: 'topic',
  id: 'hips',
  slug: 'about-hips',
  name: 'Hips',
  summary: 'On hips.',
  related: ['knees'],
};
export const squat = {
  type: 'exercise',
  id: 'squat',
  slug: 'deep-squat',
  name: 'Squat',
  kind: 'strength',
  disclaimer: 'general',
};
export const plank = {
  type: 'exercise',
  id: 'plank',
  slug: 'side-plank',
  name: 'Plank',
  kind: 'strength',
  disclaimer: 'general',
};
export const basics: readonly SourceRecord[] = [disclaimer, ann, bob, knees, hips, squat, plank];

export const by = (author: string) => ({ kind: 'named', author });

/** An answer, with a recommendation of each exercise that is named. */
export function answer(id: string, attribution: object, exercises: readonly string[] = []): SourceRecord {
  const recommendations = exercises.map((exercise) => ({ exercise, anchor: `Try the ${exercise}.` }));
  return {
    id,
    attribution,
    recommendations,
    body: [`Rest, says ${id}.`, ...exercises.map((name) => `Try the ${name}.`)].join(' '),
  };
}

export function question(id: string, members: SourceRecord = {}): SourceRecord {
  return {
    type: 'question',
    id,
    slug: `is-it-${id}`,
    locale: 'en',
    title: `Is it ${id}?`,
    disclaimer: 'general',
    answers: [answer(`${id}.ann`, by('ann'))],
    ...members,
  };
}

export interface Library extends OpenedApp {
  /** Publishes more as a revision of its own. */
  publish(...records: readonly SourceRecord[]): Promise<void>;
  /** Publishes a question that was recalled or retracted again, with its one answer by Ann. */
  reinstate(id: string): Promise<void>;
  withdraw: (key: Parameters<typeof withdraw>[1], options: Parameters<typeof withdraw>[2]) => Promise<void>;
  /** What is answered, which must be a 200, without its representation. */
  // biome-ignore lint/suspicious/noExplicitAny: what was asked for says what it is, and the answer was held against the document.
  read(url: string): Promise<any>;
}

/** The service with the basics and these records as revision 1. */
export async function openLibrary(t: Test, ...records: readonly SourceRecord[]): Promise<Library> {
  const folder = t.testdir({});
  const write = (given: readonly SourceRecord[]) => {
    const path = join(folder, 'source.ndjson');
    writeFileSync(path, given.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return path;
  };
  const opened = await openApp(t, { folder, publish: write([...basics, ...records]) });
  return {
    ...opened,
    async publish(...given) {
      await publishPath(opened.store, write(given));
    },
    async reinstate(id) {
      const reinstate = [
        { type: 'question', id },
        { type: 'answer', id: `${id}.ann` },
      ] as const;
      await publishPath(opened.store, write([question(id)]), { reinstate });
    },
    async withdraw(key, options) {
      await withdraw(opened.store, key, options);
    },
    async read(url) {
      const { statusCode, body } = await opened.get(url);
      if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body}`);
      return JSON.parse(body);
    },
  };
}
