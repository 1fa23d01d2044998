import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import t from 'tap';
import { publishPath } from '../../src/content/publish.js';
import { verify } from '../../src/content/verify.js';
import { withdraw } from '../../src/content/withdraw.js';
import { openStore } from '../../src/store/open.js';

const seed = fileURLToPath(new URL('../../seed', import.meta.url));

const cases: readonly [name: string, sql: string, code: string][] = [
  ['a changed word', `UPDATE version SET body = replace(body, 'Wendy', 'Wanda') WHERE type = 'author'`, 'digest'],
  ['a body that is not canonical', `UPDATE version SET body = body || ' ' WHERE type = 'topic'`, 'canonical'],
  ['a body that is not JSON', `UPDATE version SET body = 'x' WHERE type = 'topic'`, 'body'],
  [
    'an anchor without its words',
    `UPDATE version SET body = replace(body, '"start":', '"start":1') WHERE type = 'answer'`,
    'anchor',
  ],
  [
    'a text that is not that of the HTML',
    `UPDATE version SET body = replace(body, '<p>While', '<p>Whilst') WHERE type = 'answer'`,
    'text',
  ],
  [
    'unsafe HTML',
    `UPDATE version SET body = replace(body, '<p>While', '<p onclick=\\"x\\">While') WHERE type = 'answer'`,
    'html',
  ],
  ['a lost source', `UPDATE version SET source = NULL WHERE type = 'answer'`, 'source'],
  ['a wrong count', 'UPDATE revision SET resource_count = 7', 'count'],
  ['a wrong set digest', `UPDATE revision SET set_digest = 'sum256-' || '${'0'.repeat(64)}'`, 'set-digest'],
  ['a lost reference', `DELETE FROM ref WHERE role = 'disclaimer'`, 'reference'],
  ['a lost name', `DELETE FROM name WHERE name = 'is-it-normal-to-have-knee-pain-after-running'`, 'name'],
];

for (const [name, sql, code] of cases) {
  t.test(`${name} in the database is found`, async (t) => {
    const path = join(t.testdir(), 'content.db');
    const store = await openStore(`sqlite:${path}`, { migrate: true });
    t.teardown(() => store.close());
    await publishPath(store, seed);
    const db = new Database(path);
    db.pragma('foreign_keys = OFF');
    t.ok(db.prepare(sql).run().changes > 0);
    db.close();
    const { faults } = await verify(store);
    t.ok(
      faults.some((fault) => fault.code === code),
      JSON.stringify(faults.map((fault) => fault.code)),
    );
  });
}

t.test(
  'a version that is missing although its revision is kept is found, and so is a body that was to be erased',
  async (t) => {
    const path = join(t.testdir({ 'one.ndjson': line('One.'), 'two.ndjson': line('Two.') }), 'content.db');
    const store = await openStore(`sqlite:${path}`, { migrate: true });
    t.teardown(() => store.close());
    await publishPath(store, join(t.testdirName, 'one.ndjson'));
    await publishPath(store, join(t.testdirName, 'two.ndjson'));
    const tamper = async (sql: string) => {
      const db = new Database(path);
      db.exec(sql);
      db.close();
      return (await verify(store)).faults.map(({ code }) => code);
    };
    t.same(await tamper('DELETE FROM version WHERE until = 2'), ['pruned']);
    t.same(await tamper('UPDATE head SET floor = 2'), [], 'below the floor it may be');
    await publishPath(store, join(t.testdirName, 'one.ndjson'));
    await withdraw(store, { type: 'disclaimer', id: 'd' }, { reason: 'safety' });
    t.same((await verify(store)).faults, [], 'what was erased is no fault');
    const restored = `UPDATE version SET reason = NULL, body = '{"id":"d","locale":"en","text":"Two.","type":"disclaimer"}' WHERE until = 3`;
    t.same(await tamper(restored), ['erased']);
  },
);

function line(text: string): string {
  return JSON.stringify({ type: 'disclaimer', id: 'd', locale: 'en', text });
}
