import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { verify } from '../../src/content/verify.js';
import { createKey } from '../../src/keys/issue.js';
import { openKeyStore } from '../../src/store/open.js';
import { shapes } from '../../src/store/tables.js';
import { disclaimer, draftOf, topic } from '../store/draft.js';
import { anyHistory } from '../store/histories.js';
import { ask, openServer, skipWithoutPostgres } from '../support/postgres.js';
import { answersOf, copyBetween, dump, publishAll, withStore } from './databases.js';

let count = 0;
const createSqlite = async (t: Test) => {
  count += 1;
  const path = join(t.testdirName, `${count}.db`);
  t.teardown(() => rmSync(path, { force: true }));
  return `sqlite:${path}`;
};
const createPostgres = async (t: Test) => (await openServer()).createDatabase(t);

async function giveKeys(url: string, partner: string): Promise<void> {
  const keys = await openKeyStore(url, { migrate: true });
  const { key } = await createKey(keys, partner, { scopes: ['read'], expiresAt: 9e15, now: 5 });
  const usage = { day: '2026-05-01', prefix: key.prefix, route: '/v1', requests: 3, charged: 2, deprecated: 1 };
  await keys.addUsage([usage, { ...usage, prefix: '' }], new Map([[key.prefix, 7]]));
  await keys.close();
}

async function prune(url: string, floor: number): Promise<void> {
  await withStore(url, async (store) => {
    await store.raiseFloor(floor);
    while (Object.values(await store.pruneSome()).some((removed) => removed > 0));
  });
}

const ways: readonly {
  name: string;
  skip: string | false;
  runs: number;
  chain: readonly ((t: Test) => Promise<string>)[];
}[] = [
  { name: 'from SQLite to SQLite', skip: false, runs: 25, chain: [createSqlite] },
  {
    name: 'from SQLite to PostgreSQL, to PostgreSQL, to SQLite',
    skip: skipWithoutPostgres,
    runs: 5,
    chain: [createPostgres, createPostgres, createSqlite],
  },
];

for (const { name, skip, runs, chain } of ways) {
  t.test(
    `whatever was published, withdrawn, erased and pruned is the same after a copy ${name}`,
    { skip },
    async (t) => {
      t.testdir();
      const anyCopies = fc.record({
        history: anyHistory,
        parts: fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 })),
        floors: fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 12 })),
        kills: fc.tuple(fc.nat({ max: 25 }), fc.nat({ max: 30 })),
      });
      await fc.assert(
        fc.asyncProperty(anyCopies, async ({ history, parts, floors, kills }) => {
          const source = await createSqlite(t);
          const targets: string[] = [];
          for (const create of chain) targets.push(await create(t));
          const [first = source] = targets;
          await publishAll(source, history.slice(0, parts[0]));
          await giveKeys(source, 'acme');
          await prune(source, floors[0]);
          // Killed, then the source goes on; then killed again, and the source goes on once more.
          await copyBetween(source, first, { killedAfter: kills[0] });
          await publishAll(source, history.slice(parts[0], parts[0] + parts[1]));
          await copyBetween(source, first, { killedAfter: kills[1] });
          await publishAll(source, history.slice(parts[0] + parts[1]));
          await giveKeys(source, 'other');
          await prune(source, floors[1]);
          let from = source;
          for (const to of targets) {
            await copyBetween(from, to);
            from = to;
          }
          const [expected, answered] = [await dump(source), await answersOf(t, source)];
          for (const target of targets) {
            t.same(await dump(target), expected);
            t.same(await answersOf(t, target), answered);
          }
          t.same((await withStore(from, verify)).faults, []);
          return t.passing();
        }),
        { numRuns: runs },
      );
    },
  );
}

t.test('a copy is brought up to date by what is new alone, and is refused when it went another way', async (t) => {
  t.testdir();
  const [source, target, other] = [await createSqlite(t), await createSqlite(t), await createSqlite(t)];
  await publishAll(source, [() => draftOf([disclaimer('d'), topic('a')])]);
  t.match(await copyBetween(source, target), { from: 0, revision: 1, resumed: false });
  await publishAll(source, [() => draftOf([topic('b')])]);
  const again = await copyBetween(source, target);
  t.match(again, { from: 1, revision: 2, resumed: false });
  t.ok((again?.rows ?? 99) < 6, 'few rows');
  t.match(await copyBetween(source, target), { from: 2, revision: 2, rows: 0 });
  const { setDigest } = await withStore(source, async (store) => store.latest());
  t.equal(again?.setDigest, setDigest);

  await publishAll(target, [() => draftOf([topic('c')])]);
  await t.rejects(copyBetween(source, target), {
    code: 'refused',
    message: /revision 3 follows 2\. Was it meant the other/,
  });
  await publishAll(source, [() => draftOf([topic('e')])]);
  await t.rejects(copyBetween(source, target), { code: 'refused', message: /has another revision 3 than the source/ });
  await publishAll(other, [() => draftOf([disclaimer('d')])]);
  await t.rejects(copyBetween(source, other), { code: 'refused', message: /holds something else/ });
  t.same((await withStore(other, verify)).faults, [], 'what was there is left as it was');
});

t.test('two copies into one database do not mix', async (t) => {
  t.testdir();
  const [source, target] = [await createSqlite(t), await createSqlite(t)];
  await publishAll(source, [() => draftOf([disclaimer('d'), topic('a')])]);
  const ended = await Promise.allSettled([copyBetween(source, target), copyBetween(source, target)]);
  const refusals = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  for (const refusal of refusals) t.match(refusal, { code: 'busy', message: /Another copy/ });
  t.ok(refusals.length < 2);
  t.same(await dump(target), await dump(source));
});

t.test('a body that was changed on the way is found out, and the copy stays unfinished', async (t) => {
  t.testdir();
  const [source, target] = [await createSqlite(t), await createSqlite(t)];
  await publishAll(source, [() => draftOf([disclaimer('d'), topic('a')])]);
  await copyBetween(source, target, { killedAfter: 10 });
  new Database(target.slice('sqlite:'.length))
    .exec("UPDATE version SET body = replace(body, 'about', 'ab0ut') WHERE id = 'a'")
    .close();
  await t.rejects(copyBetween(source, target), {
    code: 'differs',
    message: /The body of topic\/a at revision 1 was changed/,
  });
  await t.rejects(withStore(target, verify), { code: 'cannot-open', message: /is a copy that is not finished/ });
  await t.rejects(openKeyStore(target, { migrate: false }), { code: 'cannot-open' });
});

t.test(
  'every table and column of either engine is copied, or is known not to be',
  { skip: skipWithoutPostgres },
  async (t) => {
    t.testdir();
    // What belongs to a database alone, what is made again from the rows, and what is forgotten in a minute.
    const own = ['migration', 'setting', 'head', 'mark', 'limit_word', 'search_text', 'search_index'];
    const copied = Object.entries(shapes).map(([table, { columns }]) => [table, [...columns].sort()] as const);
    const expected = Object.fromEntries(
      copied.map(([table, columns]) => [table, columns.filter((name) => table !== 'search_entry' || name !== 'text')]),
    );
    const compare = (rows: readonly { table: string; column: string }[]) => {
      const found: Record<string, string[]> = {};
      for (const { table, column } of rows) {
        if (own.some((name) => table === name || table.startsWith('search_index'))) continue;
        if (column !== 'tokens') found[table] = [...(found[table] ?? []), column].sort();
      }
      t.same(found, expected);
    };
    const [sqlite, postgres] = [await createSqlite(t), await createPostgres(t)];
    for (const url of [sqlite, postgres]) await withStore(url, async () => undefined);
    const db = new Database(sqlite.slice('sqlite:'.length));
    const list = `SELECT m.name AS "table", c.name AS "column" FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'`;
    compare(db.prepare<[], { table: string; column: string }>(list).all());
    db.close();
    compare(
      await ask(
        postgres,
        'SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = current_schema()',
      ),
    );
  },
);
