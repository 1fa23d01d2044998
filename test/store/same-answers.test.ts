import { join } from 'node:path';
import fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import t, { type Test } from 'tap';
import { FaultsError } from '../../src/content/faults.js';
import { decide } from '../../src/content/plan.js';
import { toMark } from '../../src/cursor.js';
import { buildSnapshot } from '../../src/snapshot/build.js';
import { openShelf } from '../../src/snapshot/shelf.js';
import { openStore } from '../../src/store/open.js';
import type { Draft, Store } from '../../src/store/store.js';
import { openServer, skipWithoutPostgres } from '../support/postgres.js';
import { cursors, type Get, serveStore } from '../support/postgres-app.js';
import { anyHistory, type Step } from './histories.js';

const RUNS = 4;

/** Publishes a draft; a refusal is told as its faults. */
async function publish(store: Store, draft: Draft): Promise<unknown> {
  const reinstated = new Set(draft.resources.map(({ type, id }) => `${type}/${id}`));
  try {
    const { plan, revision } = await store.publish(draft, decide(draft, { reinstated }), { dryRun: false });
    return { count: plan.count, revision };
  } catch (error) {
    if (error instanceof FaultsError) return error.faults;
    throw error;
  }
}

/** Publishes a history to two stores at the same times. */
async function replay(t: Test, stores: readonly [Store, Store], history: readonly Step[]): Promise<void> {
  const { now } = Date;
  let time = Date.UTC(2026, 0, 1);
  Date.now = () => time;
  try {
    for (const step of history) {
      time += 1000;
      const [one, other] = stores;
      const revision = one.latest().revision;
      const live = revision === 0 ? [] : await one.listLive(revision, undefined, 1000);
      const draft = step(live.flatMap(({ type, id }) => (type === 'answer' ? [id] : [])));
      t.same(await publish(other, draft), await publish(one, draft));
    }
  } finally {
    Date.now = now;
  }
}

const questions = ['q1', 'q2', 'q3', 'q4', 'q1-new', 'shared', 'nothing'];
const searches = ['knee', 'knee pain', '"knee pain"', 'run -hip', 'sleep -"knee pain"', 'nowhere'];

/** Addresses that say all that can be asked at a revision. */
function addressesAt(revision: number): string[] {
  const at = `revision=${revision}`;
  return [
    ...questions.flatMap((name) =>
      ['', '/answers', '/recommendations', '/jsonld'].map((rest) => `/v1/questions/${name}${rest}?${at}`),
    ),
    `/v1/disclaimers/d?${at}`,
    `/v1/questions?view=full&limit=2&${at}`,
    `/v1/search?q=knee&topic=t1&locale=en&${at}`,
    ...['q1.1', 'q1.2', 'q2.3'].map((id) => `/v1/answers/${id}?${at}`),
    ...['a1', 'a2'].map((id) => `/v1/authors/${id}?limit=1&${at}`),
    ...['e1', 'e1-new', 'e2'].map((id) => `/v1/exercises/${id}?limit=2&${at}`),
    ...['t1', 't3'].map((id) => `/v1/topics/${id}?limit=1&${at}`),
    ...['authors', 'topics', 'exercises', 'disclaimers'].map((list) => `/v1/${list}?limit=2&${at}`),
    `/v1/questions?limit=1&${at}`,
    `/v1/questions?limit=2&topic=t1&locale=en&${at}`,
    `/v1/questions?author=a1&exercise=e2&${at}`,
    ...searches.map((q) => `/v1/search?q=${encodeURIComponent(q)}&limit=1&${at}`),
  ];
}

/** Where a copy goes on that has what was live at a revision. */
async function toWindow(store: Store, revision: number): Promise<string> {
  const since = toMark((await store.findRevision(revision)) ?? store.latest());
  return `/v1/sync?limit=3&cursor=${cursors.toSyncCursor({ since, window: undefined })}`;
}

const plain = ['/v1', '/v1/revisions/latest', '/v1/sync?limit=2', '/v1/sync', '/v1/recalls?limit=1'];

/** Where an answer goes on; undefined at its end. */
function toNext(address: string, body: string): string | undefined {
  const { page, nextCursor = page?.nextCursor } = JSON.parse(body);
  if (!nextCursor) return undefined;
  const next = new URL(address, 'http://x');
  next.searchParams.set('cursor', nextCursor);
  return `${next.pathname}${next.search}`;
}

/** All of an answer but when it was given, and to which request. */
function toComparable({ statusCode: status, headers: { date: _, ...headers }, body }: LightMyRequestResponse) {
  return { status, headers, body: status >= 400 ? body.replace(/urn:uuid:[\w-]+/, '') : body };
}

/** Asks both for an address, and for what follows it to the end; gives how many answers were compared. */
async function compare(t: Test, one: Get, other: Get, address: string): Promise<number> {
  const asked = new Set<string>();
  let url: string | undefined = address;
  while (url !== undefined && !asked.has(url)) {
    asked.add(url);
    const wanted = toComparable(await one(url));
    t.same(toComparable(await other(url)), wanted, url);
    url = wanted.status === 200 ? toNext(address, wanted.body) : undefined;
  }
  return asked.size;
}

/** The files of a snapshot, with the digests of their bytes. */
const snapshotOf = async (store: Store, folder: string) => (await buildSnapshot(store, openShelf(folder))).record.files;

t.test(
  'one history gives the same answers, byte for byte, on both engines',
  { skip: skipWithoutPostgres },
  async (t) => {
    const server = await openServer();
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const folder = t.testdir();
        const stores: [Store, Store] = [
          await openStore(`sqlite:${join(folder, 'content.db')}`, { migrate: true }),
          await openStore(await server.createDatabase(t), { migrate: true, connections: 2 }),
        ];
        await replay(t, stores, history);
        const [one, other] = [await serveStore(t, stores[0]), await serveStore(t, stores[1])];
        for (let revision = 0; revision <= stores[0].latest().revision + 1; revision += 1) {
          for (const address of addressesAt(revision)) compared += await compare(t, one, other, address);
          compared += await compare(t, one, other, await toWindow(stores[0], revision));
        }
        for (const address of plain) compared += await compare(t, one, other, address);
        t.same(await snapshotOf(stores[1], join(folder, 'b')), await snapshotOf(stores[0], join(folder, 'a')));
        t.same(await stores[1].listHistory(undefined, 10_000), await stores[0].listHistory(undefined, 10_000));
        for (const store of stores) await store.close();
        return t.passing();
      }),
      { numRuns: RUNS },
    );
    t.comment(`${compared} answers compared`);
    t.ok(compared > 500);
  },
);
