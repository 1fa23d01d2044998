import { join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { disclaimer, draftOf, topic } from './draft.js';

/** A store, and how SQLite goes about the statements that some work runs. */
async function openTraced(t: Test) {
  const path = join(t.testdir(), 'content.db');
  let statements: string[] = [];
  const store = await openStore(`sqlite:${path}`, { migrate: true, trace: (statement) => statements.push(statement) });
  t.teardown(() => store.close());
  return {
    store,
    async explain(work: (store: Store) => Promise<unknown>): Promise<string[]> {
      statements = [];
      await work(store);
      const db = new Database(path, { readonly: true });
      const selects = statements.filter((statement) => /^\s*(?:SELECT|WITH)/.test(statement));
      const steps = selects.map((statement) => {
        const rows = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement}`).all();
        return rows.map(({ detail }) => detail).join('; ');
      });
      db.close();
      return steps;
    },
    async publish(...resources: Parameters<typeof draftOf>[0]) {
      const draft = draftOf(resources);
      await store.publish(draft, decide(draft), { dryRun: false });
    },
  };
}

const limits = { changes: 100, bytes: 1e6 };
const many = (count: number, summary = 'x') => Array.from({ length: count }, (_, n) => topic(`t${n}`, { summary }));

t.test('a first sync of a set that was edited over and over looks at nothing but what is newest', async (t) => {
  const { store, explain, publish } = await openTraced(t);
  await publish(disclaimer('d'), ...many(50));
  for (let edit = 0; edit < 40; edit += 1) await publish(...many(50, `Edit ${edit}`));
  const plan = await explain(() => store.windowPage(0, 41, undefined, limits));
  const window = plan.filter((step) => step.includes('version_newest'));
  // The partial index holds newest versions alone, in the order of the window: nothing superseded is met, nothing is sorted.
  t.same(window, ['SEARCH v USING INDEX version_newest ((revision,type,id)>(?,?,?) AND revision<?)']);
  t.notMatch(plan.join('\n'), /SCAN v\b|version_by_history|SCAN version/);
});

t.test(
  'paging inside one big revision is a seek to the place, in a window that is open and in one that has ended',
  async (t) => {
    const { store, explain, publish } = await openTraced(t);
    await publish(disclaimer('d'), ...many(3000));
    const after = { revision: 1, type: 'topic', id: 't2000' } as const;
    const seek = '(revision,type,id)>(?,?,?) AND revision<?';
    const open = await explain(() => store.windowPage(0, 1, after, limits));
    t.same(
      open.filter((step) => step.includes('version_newest')),
      [`SEARCH v USING INDEX version_newest (${seek})`],
    );
    await publish(...many(10, 'Edited.'));
    const ended =
      (await explain(() => store.windowPage(0, 1, after, limits))).find((step) => step.includes('UNION ALL')) ?? '';
    t.match(ended, `SEARCH v USING INDEX version_newest (${seek})`);
    t.match(
      ended,
      /SEARCH v USING COVERING INDEX version_superseded \(until>\? AND until<\?\)/,
      'few were superseded since',
    );
    await publish(...Array.from({ length: 5000 }, (_, n) => topic(`u${n}`)));
    await publish(...Array.from({ length: 5000 }, (_, n) => topic(`u${n}`, { summary: 'Edited.' })));
    const much =
      (await explain(() => store.windowPage(0, 1, after, limits))).find((step) => step.includes('UNION ALL')) ?? '';
    t.match(much, `SEARCH v USING INDEX version_by_history (${seek})`, 'very many were');
    t.notMatch(`${ended}${much}`, /SCAN v\b/);
  },
);

t.test('recalls are read from an index of their own', async (t) => {
  const { store, explain, publish } = await openTraced(t);
  await publish(disclaimer('d'), ...many(10));
  const plan = await explain(() => store.listRecalls(0, { limit: 10, after: undefined }, 1));
  t.same(plan, ['SEARCH v USING INDEX version_recall (revision>? AND (revision,type,id)<(?,?,?))']);
});
