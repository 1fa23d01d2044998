import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compiler } from '../../dist/content/compile.js';
import { publishDraft } from '../../dist/content/publish-draft.js';
import { readSource } from '../../dist/content/read.js';
import { openStore } from '../../dist/store/open.js';
import { buildQuestion } from '../content/generate.mjs';
import { quantile } from '../statistics.mjs';
import { measureByTurns, toRatio } from '../turns.mjs';
import { insertAtOnce, openBare, readRows } from './bare-publishing.mjs';

const PUBLISHERS = 8;
const EACH = 12;
/** As many as there may be rounds, those for noise included, and one to begin with. */
const MOST_ROUNDS = 16;
const perSecond = (one) => one.published / one.seconds;

/** A question with three answers, compiled: what stands before the transaction. */
export async function compileQuestion(id, number = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-draft-'));
  try {
    const question = buildQuestion(number, 1);
    const answers = question.answers.map((answer, place) => ({ ...answer, id: `${id}.${place}` }));
    const file = join(folder, 'question.ndjson');
    writeFileSync(file, `${JSON.stringify({ ...question, id, slug: id, answers })}\n`);
    const compiler = new Compiler();
    for await (const record of readSource(file)) compiler.add(record);
    const { resources, faults } = compiler.finish();
    if (faults.length > 0) throw new Error(`The draft of ${id} is faulty.`);
    return { resources, withdrawals: [], mirror: false, base: undefined, note: null, actor: null };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Publishers at once, each with its share, one after the other. */
async function publishAtOnce(stores, drafts) {
  const begun = performance.now();
  const shares = stores.map((store, place) => [store, drafts.filter((_, number) => number % stores.length === place)]);
  await Promise.all(
    shares.map(async ([store, share]) => {
      for (const draft of share) await publishDraft(store, draft, { dryRun: false });
    }),
  );
  return { published: drafts.length, seconds: (performance.now() - begun) / 1000 };
}

const openStores = (url) =>
  Promise.all(Array.from({ length: PUBLISHERS }, () => openStore(url, { migrate: true, connections: 1 })));

async function makeRounds() {
  const rounds = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const drafts = [];
    for (let one = 0; one < PUBLISHERS * EACH; one += 1)
      drafts.push(await compileQuestion(`publishing-${round}-${one}`, round * 1000 + one));
    rounds.push(drafts);
  }
  return rounds;
}

/**
 * Publishers at once, against as many connections that lock one row and insert the same rows into the same tables. The content of
 * the cluster is what both begin with.
 */
export async function measurePublishing({ cluster, rounds, patience, tell }) {
  const { ask, primary } = cluster;
  tell('publishing');
  for (const name of ['rows', 'bare']) await ask(primary.url(), `CREATE DATABASE ${name} TEMPLATE content`);
  const drafts = await makeRounds();
  const rows = [];
  const scratch = await openStore(primary.url('rows'), { migrate: true, connections: 1 });
  for (const ofRound of drafts) {
    const { revision } = scratch.latest();
    for (const draft of ofRound) await publishDraft(scratch, draft, { dryRun: false });
    rows.push(await readRows(primary.url('rows'), revision));
  }
  await scratch.close();
  const stores = await openStores(primary.url('content'));
  const bare = await openBare(primary.url('bare'), PUBLISHERS);
  try {
    const sides = {
      ours: { next: 0, run: (round) => publishAtOnce(stores, drafts[round]) },
      bare: { next: 0, run: (round) => insertAtOnce(bare, rows[round]) },
    };
    const measure = (side) => {
      side.next += 1;
      return side.run(side.next - 1);
    };
    for (const side of Object.values(sides)) await measure(side);
    const isNoisy = (measured) => toRatio(measured, 'ours', 'bare', perSecond).isNoisy;
    const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
    const speed = (name) => quantile(measured[name].map(perSecond), 0.5);
    return [
      {
        title: `publishing a question with 3 answers, ${PUBLISHERS} at once, against bare transactions that insert the same rows`,
        ...{ ours: speed('ours'), against: speed('bare'), unit: 'a second' },
        ...{ ratio: toRatio(measured, 'ours', 'bare', perSecond), bar: { atLeast: 0.5 } },
      },
    ];
  } finally {
    await Promise.all([...stores.map((store) => store.close()), ...bare.map((client) => client.end())]);
  }
}
