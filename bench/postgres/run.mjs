// PostgreSQL with replicas, against the least that each thing could cost: every scenario, then the page.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDatabase, listSlugs } from '../content/database.mjs';
import { generator } from '../load/load.mjs';
import { describeMachine } from '../machine.mjs';
import { createPatience } from '../turns.mjs';
import { measureMiss, measureWarm } from './articles.mjs';
import { startCluster } from './cluster.mjs';
import { measureFailover } from './failover.mjs';
import { measureNodes } from './nodes.mjs';
import { toPostgresPage } from './page.mjs';
import { measurePublishing } from './publishing.mjs';

const PATIENCE_SECONDS = 120;
const REPLICAS = 2;
const scenarios = { warm: measureWarm, miss: measureMiss, nodes: measureNodes, publishing: measurePublishing };

export async function measurePostgres({ questions, seconds, rounds, folder }) {
  const tell = (text) => process.stderr.write(`${text}\n`);
  const database = await findDatabase(questions, tell);
  const slugs = listSlugs(database);
  const cluster = await startCluster(database, REPLICAS, tell);
  const [{ server_version: version }] = await cluster.ask(cluster.primary.url(), 'SHOW server_version');
  const article = '/v1/questions/is-it-normal-to-have-knee-pain-after-running';
  const patience = createPatience(PATIENCE_SECONDS);
  const context = { cluster, database, slugs, article, seconds, rounds, patience, tell };
  const [figures, failures] = [[], []];
  const attempt = async (name, work) => {
    tell(name);
    try {
      return await work(context);
    } catch (error) {
      failures.push(`${name}: ${error.message.split('\n')[0]}`);
    }
  };
  try {
    for (const [name, measure] of Object.entries(scenarios)) figures.push(...((await attempt(name, measure)) ?? []));
    // Last, for nothing is as it was afterwards.
    const failover = await attempt('failover', measureFailover);
    const page = toPostgresPage({
      ...{ figures, failover, failures, questions: slugs.length, seconds, rounds, generator, version },
      machine: describeMachine(),
    });
    writeFileSync(join(folder, 'postgres.md'), page);
    return page;
  } finally {
    await cluster.stop();
  }
}
