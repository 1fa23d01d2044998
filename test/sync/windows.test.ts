import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { exportNdjson } from '../../src/content/export.js';
import { publishPath } from '../../src/content/publish.js';
import type { SyncChange, SyncPage } from '../../src/schemas/sync.js';
import { buildSnapshot } from '../../src/snapshot/build.js';
import { openShelf } from '../../src/snapshot/shelf.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { type Action, act, anyAction, basis } from './actions.js';
import { listChanges } from './expected.js';
import { History } from './history.js';
import { Host, makeFolder } from './host.js';

type LiveSet = ReadonlyMap<string, string>;

/** `type/id` and the digest of what is live: a set, and what it was before with some changes applied. */
function applied(before: LiveSet, changes: readonly SyncChange[]): LiveSet {
  const after = new Map(before);
  for (const change of changes) {
    if (change.op === 'upsert') after.set(`${change.type}/${change.id}`, change.digest);
    else after.delete(`${change.type}/${change.id}`);
  }
  return after;
}

async function readWindow(host: Host, start: string | null, limit: number, between = async () => {}) {
  const changes: SyncChange[] = [];
  for (let cursor = start; ; ) {
    const response = await host.get(`/v1/sync?limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`);
    assert.equal(response.status, 200);
    const page: SyncPage = JSON.parse(await response.text());
    changes.push(...page.changes);
    if (page.complete) return { changes, to: page.to, cursor: page.nextCursor };
    await between();
    cursor = page.nextCursor;
  }
}

async function readSnapshot(store: Store, folder: string): Promise<LiveSet> {
  const shelf = openShelf(join(folder, 'snapshots'));
  const { record } = await buildSnapshot(store, shelf);
  const file = record.files.find(({ format }) => format === 'ndjson');
  const lines = gunzipSync(readFileSync(join(shelf.folder, String(record.revision), file?.name ?? '')));
  const [, ...resources] = lines
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return new Map(resources.map(({ type, id, digest }) => [`${type}/${id}`, digest]));
}

/** The export of a revision, published on a database of its own. */
async function readExport(store: Store, at: number, folder: string): Promise<LiveSet> {
  const stream = new PassThrough();
  const [records] = await Promise.all([text(stream), exportNdjson(store, at, stream).then(() => stream.end())]);
  const path = join(folder, `export-${at}.ndjson`);
  writeFileSync(path, records);
  const other = await openStore(`sqlite:${join(folder, `export-${at}.db`)}`, { migrate: true });
  await publishPath(other, path);
  const { revision } = other.latest();
  const live = await other.listLive(revision, undefined, 10_000);
  await other.close();
  return new Map(live.map(({ type, id, digest }) => [`${type}/${id}`, digest ?? '']));
}

const anyEdit = anyAction.filter(
  (action) => action.do === 'publish' || action.do === 'withdraw' || action.do === 'mirror',
);
const begin: Action = { do: 'publish', resources: basis, reinstate: false, elsewhere: false };

t.test('snapshot@N and the window from N to M = the window from nothing to M = export@M', async () => {
  const histories = fc.record({
    before: fc.array(anyEdit, { maxLength: 6 }),
    after: fc.array(anyEdit, { maxLength: 6 }),
    limit: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(histories, async ({ before, after, limit }) => {
      const host = await Host.open();
      const history = new History();
      const folder = makeFolder();
      try {
        for (const action of [begin, ...before]) await act(host, history, action);
        await host.store.refresh();
        const held = await readSnapshot(host.store, folder);
        const { cursor, changes: first } = await readWindow(host, null, 1000);
        assert.deepEqual(sorted(held), sorted(applied(new Map(), first)), 'a snapshot is the window up to it');
        for (const action of after) await act(host, history, action);
        await host.store.refresh();
        const whole = applied(new Map(), (await readWindow(host, null, 1000)).changes);
        assert.deepEqual(sorted(applied(held, (await readWindow(host, cursor, limit)).changes)), sorted(whole));
        assert.deepEqual(sorted(await readExport(host.store, history.latest, folder)), sorted(whole));
        assert.deepEqual(host.faults, []);
      } finally {
        await host.close();
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 40 },
  );
});

t.test('pages of one change add up to the page of a thousand, whatever is published between any two', async () => {
  const histories = fc.record({
    before: fc.array(anyEdit, { maxLength: 6 }),
    between: fc.array(
      anyEdit.filter((action) => action.do !== 'withdraw' || action.reason !== 'safety'),
      { maxLength: 12 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(histories, async ({ before, between }) => {
      const host = await Host.open();
      const history = new History();
      try {
        for (const action of [begin, ...before]) await act(host, history, action);
        const { revision } = await host.store.refresh();
        const whole = await readWindow(host, null, 1000);
        assert.equal(whole.to, revision);
        assert.deepEqual(whole.changes, listChanges(history, 0, revision));
        let edits = 0;
        const single = await readWindow(host, null, 1, async () => {
          const action = between[edits++];
          if (action !== undefined) await act(host, history, action);
        });
        assert.deepEqual(single, whole, 'a window does not move');
        await host.store.refresh();
        const next = await readWindow(host, single.cursor, 1);
        assert.deepEqual(next.changes, listChanges(history, revision, history.latest));
        assert.deepEqual(host.faults, []);
      } finally {
        await host.close();
      }
    }),
    { numRuns: 60 },
  );
});

function sorted(set: LiveSet): readonly (readonly [string, string])[] {
  return [...set].sort(([a], [b]) => (a < b ? -1 : 1));
}
