import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { makeKeyText, toDigest, toPrefix } from '../../src/keys/text.js';
import type { KeyStore } from '../../src/store/keys.js';
import { openKeyStore, openLimitExchange, openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { ask, openServer, skipWithoutPostgres } from '../support/postgres.js';
import { type Get, serveStore } from '../support/postgres-app.js';
import { answer, author, disclaimer, draftOf, exercise, question, topic } from './draft.js';

const skip = skipWithoutPostgres;

const addresses = [
  '/v1/questions',
  '/v1/questions?view=full&topic=t1',
  '/v1/questions/q1',
  '/v1/questions/q1/answers',
  '/v1/questions/q1/recommendations',
  '/v1/answers/q1.1',
  '/v1/authors/a1',
  '/v1/topics/t1',
  '/v1/exercises/e1',
  '/v1/disclaimers/d',
  '/v1/search?q=knee',
  '/v1/recalls',
  '/v1/revisions/latest',
  '/v1/sync',
];

/** Everything that a node does: reads, publishes, recalls, prunes, and keeps keys and usage. Its connection is the same all the time. */
async function useAll(t: Test, { store, keys, get }: { store: Store; keys: KeyStore; get: Get }, turn: string) {
  const publish = (draft: ReturnType<typeof draftOf>) =>
    store.publish(draft, decide(draft), { dryRun: false, mark: turn });
  const { revision } = await publish(
    draftOf([
      disclaimer('d'),
      topic('t1'),
      topic(`t-${turn}`),
      author('a1'),
      exercise('e1'),
      question('q1', { title: `Knee ${turn}?`, answers: ['q1.1'], topics: ['t1'] }),
      answer('q1.1', 'q1', { text: `Knee, ${turn}.` }),
    ]),
  );
  for (const address of addresses) {
    const { statusCode, body } = await get(address);
    t.equal(statusCode, 200, `${turn}: ${address} ${statusCode === 200 ? '' : body}`);
  }
  t.equal((await get(`/v1/topics?revision=${revision.revision}&limit=3`)).statusCode, 200);
  const withdrawals = [{ type: 'topic' as const, id: `t-${turn}`, reason: 'safety' as const, replacedBy: null }];
  const { revision: recall } = await publish(draftOf([], { withdrawals }));
  t.equal((await store.listRevisions(undefined, 10))[0]?.revision, recall.revision);
  t.ok(await store.findMark());
  t.ok((await store.listLive(recall.revision, undefined, 100)).length > 0);
  t.ok((await store.listHistory(undefined, 100)).length > 0);
  t.ok((await store.readIndexes([{ type: 'question', id: 'q1' }])) !== undefined);
  t.same(await store.listFormerAnswers('q1'), []);
  await store.raiseFloor(revision.revision);
  await store.countPrunable(revision.revision);
  await store.pruneSome();
  const text = makeKeyText();
  const key = { prefix: toPrefix(text), digest: toDigest(text), scopes: ['read'] as const };
  await keys.addKey(turn, () => ({ ...key, partner: turn, createdAt: 0, expiresAt: null }));
  t.match(await keys.findKey(key.digest), { partner: turn });
  t.ok((await keys.listKeys()).length > 0);
  t.equal((await keys.revokeKeys(turn, 1)).length, 1);
}

t.test(
  'a node goes on reading and publishing on the schema of the next release, which it would not start on',
  { skip },
  async (t) => {
    const url = await (await openServer()).createDatabase(t);
    const store = await openStore(url, { migrate: true, connections: 1 });
    const keys = await openKeyStore(url, { migrate: false, connections: 1 });
    const limits = await openLimitExchange(url);
    t.teardown(() => Promise.all([store.close(), keys.close(), limits?.close()]));
    const node = { store, keys, get: await serveStore(t, store) };
    const quota = () => limits?.swap(new Map([['caller', 1]]));
    await useAll(t, node, 'before');
    await quota();

    // What a release may do to the schema: add.
    const tables = await ask<{ name: string }>(
      url,
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    );
    for (const { name } of tables) await ask(url, `ALTER TABLE ${name} ADD COLUMN since_then text DEFAULT 'x'`);
    await ask(url, 'CREATE INDEX ON version (since_then)');
    await ask(url, 'CREATE TABLE since_then (id text PRIMARY KEY)');
    await ask(url, "INSERT INTO migration VALUES ('9999_since_then.sql', 'x', 0)");

    await useAll(t, node, 'after');
    await quota();
    t.same(await store.checkIntegrity(), []);
    await t.rejects(openStore(url, { migrate: true }), { code: 'newer-schema', message: /made by a newer release/ });
  },
);
