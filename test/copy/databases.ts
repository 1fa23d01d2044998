import { pino } from 'pino';
import type { Test } from 'tap';
import { buildApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { FaultsError } from '../../src/content/faults.js';
import { decide } from '../../src/content/plan.js';
import { type CopyReport, copy } from '../../src/copy/copy.js';
import { type CopiedTable, type CopyTarget, contentTables, keyTables } from '../../src/store/copy.js';
import { openCopySource, openCopyTarget, openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import type { Step } from '../store/histories.js';

export async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url, { migrate: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Publishes a history; what is refused is left out. */
export function publishAll(url: string, history: readonly Step[]): Promise<void> {
  return withStore(url, async (store) => {
    for (const step of history) {
      const { revision } = store.latest();
      const live = revision === 0 ? [] : await store.listLive(revision, undefined, 1000);
      const draft = step(live.filter(({ type }) => type === 'answer').map(({ id }) => id));
      const reinstated = new Set(draft.resources.map(({ type, id }) => `${type}/${id}`));
      await store.publish(draft, decide(draft, { reinstated }), { dryRun: false }).catch((error: unknown) => {
        if (!(error instanceof FaultsError)) throw error;
      });
    }
  });
}

export interface CopyingOptions {
  readonly withKeys?: boolean;
  /** Ends as a process does that is killed, after so many transactions. */
  readonly killedAfter?: number;
}

/** Copies a database; undefined when it was killed on the way. */
export async function copyBetween(
  from: string,
  to: string,
  { withKeys = true, killedAfter = Number.POSITIVE_INFINITY }: CopyingOptions = {},
): Promise<CopyReport | undefined> {
  const source = await openCopySource(from);
  const { target, close } = await openCopyTarget(to);
  const killed = new Error('killed');
  let writes = 0;
  const mortal: CopyTarget = {
    ...target,
    async write(...given) {
      if (writes >= killedAfter) throw killed;
      writes += 1;
      await target.write(...given);
    },
  };
  try {
    return await source.read((state) => copy(state, mortal, { withKeys }));
  } catch (error) {
    if (error !== killed) throw error;
    return undefined;
  } finally {
    await close();
    await source.close();
  }
}

/** Every row that is copied, and where the head is. */
export async function dump(url: string): Promise<Record<string, unknown>> {
  const source = await openCopySource(url);
  try {
    return await source.read(async (side) => {
      const { keys: _, ...state } = await side.readState();
      const range = { from: 0, upto: state.revision, floor: state.floor };
      const rows = async (table: CopiedTable) =>
        (await side.readRows(table, range, undefined, 100_000)).map((row) => JSON.stringify(row));
      const tables: (readonly [string, string[]])[] = [];
      for (const table of [...contentTables, ...keyTables]) tables.push([table, await rows(table)]);
      return { ...state, ...Object.fromEntries(tables) };
    });
  } finally {
    await source.close();
  }
}

const lists = ['questions', 'authors', 'topics', 'exercises', 'disclaimers', 'search?q=words', 'recalls', 'sync'];

/** What the API answers about everything that was ever published, at every revision that can be read. */
export function answersOf(t: Test, url: string): Promise<Record<string, unknown>> {
  return withStore(url, async (store) => {
    const config = readConfig({ ANONYMOUS_LIMITS: 'off', KEY_LIMITS: 'off', OVERLOAD_DELAY_MS: '0' });
    const app = buildApp({ store, config, logger: pino({ level: 'silent' }) });
    const answers: Record<string, unknown> = {};
    const get = async (path: string) => {
      const { statusCode, headers, body } = await app.inject(path);
      if (statusCode >= 500) t.fail(`${path}: ${body}`);
      answers[path] = [
        statusCode,
        headers.etag,
        headers['content-revision'],
        headers['last-modified'],
        headers.link,
        headers.location,
        body.replace(/urn:uuid:[\da-f-]+/g, 'urn:uuid'),
      ];
      const { page, nextCursor = page?.nextCursor } = JSON.parse(body || '{}');
      return typeof nextCursor === 'string' ? nextCursor : undefined;
    };
    const names = (await store.listHistory(undefined, 1000)).flatMap(({ type, id }) =>
      type === 'question' || type === 'answer' ? [`${type}s/${id}`] : [],
    );
    for (let at = store.horizon().floor || 1; at <= store.latest().revision; at += 1) {
      for (const list of lists) {
        const revision = list === 'sync' ? '' : `${list.includes('?') ? '&' : '?'}revision=${at}&limit=2`;
        const cursor = await get(`/v1/${list}${revision}`);
        if (cursor !== undefined)
          await get(`/v1/${list.replace(/\?.*/, '')}?${list.includes('?') ? 'q=words&' : ''}cursor=${cursor}`);
      }
      for (const name of new Set([...names, 'questions/shared', 'questions/q1-old']))
        await get(`/v1/${name}?revision=${at}`);
    }
    await app.close();
    return answers;
  });
}
