import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { openStore } from '../../src/store/open.js';
import { connect } from '../../src/store/postgres/connection.js';
import { toStatement } from '../../src/store/postgres/statement.js';
import type { Store } from '../../src/store/store.js';
import { Device, readWindow } from '../routes/device.js';
import { ask, openServer, skipWithoutPostgres } from '../support/postgres.js';
import { serveStore } from '../support/postgres-app.js';
import { answer, disclaimer, draftOf, question, topic } from './draft.js';

const skip = skipWithoutPostgres;
const PUBLISHERS = 8;
const EACH = 6;

async function open(t: Test, url: string): Promise<Store> {
  const store = await openStore(url, { migrate: true, connections: 3 });
  t.teardown(() => store.close());
  return store;
}

const publish = (store: Store, draft: ReturnType<typeof draftOf>) =>
  store.publish(draft, decide(draft), { dryRun: false });

/** Several publishers at once, each with resources of its own and one that all of them change. */
async function publishAtOnce(stores: readonly Store[]): Promise<number[]> {
  const made = stores.map(async (store, publisher) => {
    const revisions: number[] = [];
    for (let turn = 0; turn < EACH; turn += 1) {
      const own = `p${publisher}-${turn}`;
      const text = `Turn ${turn} of ${publisher}.`;
      const draft = draftOf([
        topic('contended', { summary: text }),
        question(own, { answers: [`${own}.1`], topics: ['contended'] }),
        answer(`${own}.1`, own, { text }),
      ]);
      revisions.push((await publish(store, draft)).revision.revision);
    }
    return revisions;
  });
  return (await Promise.all(made)).flat();
}

t.test(
  '8 publishers at once make revisions without a gap, and a copy that syncs all the while loses nothing',
  { skip },
  async (t) => {
    const url = await (await openServer()).createDatabase(t);
    const reader = await open(t, url);
    await publish(reader, draftOf([disclaimer('d'), topic('contended')]));
    const stores = await Promise.all(Array.from({ length: PUBLISHERS }, () => open(t, url)));
    const get = await serveStore(t, reader);
    const device = new Device();
    let isOver = false;
    const syncing = (async () => {
      let windows = 0;
      while (!isOver) {
        device.apply(t, await readWindow(get, device.cursor, { limit: 5 }));
        windows += 1;
        // An answer that is ready takes no turn of the event loop: the publishers must have theirs.
        await setImmediate();
      }
      return windows;
    })();
    const revisions = await publishAtOnce(stores);
    isOver = true;
    t.ok((await syncing) > 1, 'it synced meanwhile');
    t.same(
      revisions.sort((a, b) => a - b),
      Array.from({ length: PUBLISHERS * EACH }, (_, n) => n + 2),
    );
    await reader.refresh();
    device.apply(t, await readWindow(get, device.cursor));
    t.equal(device.revision, 1 + PUBLISHERS * EACH);
    t.equal(device.copy.size, reader.latest().count);
    t.same(await reader.checkIntegrity(), []);
  },
);

t.test(
  'the head row is what that rests on: numbered by a sequence, a copy loses what was published',
  { skip },
  async (t) => {
    const url = await (await openServer()).createDatabase(t);
    const reader = await open(t, url);
    await publish(reader, draftOf([disclaimer('d')]));
    // The same tables and the same windows, but revisions that are given out before they are committed, as a sequence does.
    await ask(url, "CREATE SEQUENCE given; SELECT setval('given', 1)");
    const writer = connect(url, { most: 2 });
    t.teardown(() => writer.close());
    const number = toStatement('given', "SELECT nextval('given') AS revision");
    const add = toStatement(
      'given_add',
      `WITH r AS (INSERT INTO revision SELECT :revision, published_at, note, actor, resource_count, set_digest FROM revision LIMIT 1),
       o AS (INSERT INTO resource (type, id, recency) VALUES ('topic', :id, -:revision::bigint))
     SELECT :revision::bigint`,
    );
    const version = toStatement(
      'given_version',
      `INSERT INTO version (type, id, revision, first_revision, published_at, updated_at, slug, digest, body)
     VALUES ('topic', :id, :revision, :revision, 0, 0, :id, 'x', '{}')`,
    );
    const advance = toStatement('given_head', 'UPDATE head SET revision = greatest(revision, :revision::bigint)');
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const write = (id: string, wait: Promise<void>, onNumbered: () => void) =>
      writer.transact('write', async (session) => {
        const [given] = await session.all<{ revision: number }>(number);
        const values = { id, revision: given?.revision ?? 0 };
        onNumbered();
        await wait;
        await session.all(add, values);
        await session.all(version, values);
        await session.all(advance, values);
      });
    let slow: Promise<void> = Promise.resolve();
    await new Promise<void>((numbered) => {
      slow = write('slow', held, numbered);
    });
    await write('fast', Promise.resolve(), () => undefined);
    await reader.refresh();
    const reached = reader.latest().revision;
    const before = await reader.window(1, reached, undefined, 10);
    release?.();
    await slow;
    await reader.refresh();
    const after = await reader.window(reached, reader.latest().revision, undefined, 10);
    t.same(
      [...before, ...after].map(({ id }) => id),
      ['fast'],
      'the slow one is in neither window: it is lost',
    );
  },
);
