import { setTimeout as sleep } from 'node:timers/promises';
import { publishDraft } from '../../dist/content/publish-draft.js';
import { openStore } from '../../dist/store/open.js';
import { ask } from '../process.mjs';
import { startSecondOpinion } from '../servers/second-opinion.mjs';
import { summarise } from '../statistics.mjs';
import { compileQuestion } from './publishing.mjs';

const FAILOVERS = 3;
const READERS = 8;

/** Asks for articles that are in no cache, from before the primary is killed until publishing is back; gives what failed. */
function readAllTheWhile(url, paths) {
  let isOver = false;
  const told = { reads: 0, failed: [] };
  const readers = Array.from({ length: READERS }, async () => {
    while (!isOver) {
      told.reads += 1;
      const { status } = await ask(`${url}${paths[told.reads % paths.length]}`).catch((error) => ({
        status: error.code,
      }));
      if (status !== 200) told.failed.push(status);
    }
  });
  return async () => {
    isOver = true;
    await Promise.all(readers);
    return told;
  };
}

/** The primary is killed and the standby promoted, again and again, while articles are read. */
export async function measureFailover({ cluster, database, slugs }) {
  const { relay, through, owner, startRelay } = cluster;
  let [primary, standby] = [cluster.primary, cluster.replicas[0]];
  const toStandby = await startRelay(owner, portOf(standby));
  const urls = {
    DATABASE_URL: through(primary.url('content'), relay),
    DATABASE_REPLICA_URL: through(primary.url('content'), toStandby),
  };
  const node = await startSecondOpinion(database, { ...urls, CACHE_BYTES: '0' });
  const store = await openStore(urls.DATABASE_URL, { migrate: true });
  const paths = slugs.slice(0, 1000).map((slug) => `/v1/questions/${slug}`);
  const [back, total] = [[], { reads: 0, failed: 0 }];
  try {
    for (let round = 0; round < FAILOVERS; round += 1) {
      const draft = await compileQuestion(`failover-${round}`);
      const end = readAllTheWhile(node.url, paths);
      await sleep(500);
      relay.lead(undefined);
      await primary.stop('SIGQUIT');
      relay.cut();
      await sleep(200);
      await standby.promote();
      relay.lead(portOf(standby));
      const promoted = performance.now();
      while (!(await publishDraft(store, draft, { dryRun: false }).then(yes, no))) await sleep(10);
      back.push((performance.now() - promoted) / 1000);
      const { reads, failed } = await end();
      total.reads += reads;
      total.failed += failed.length;
      primary = standby;
      standby = await primary.startStandby();
      toStandby.lead(portOf(standby));
      toStandby.cut();
      await sleep(1000);
    }
  } finally {
    await store.close();
    await node.stop();
  }
  return { ...total, back: summarise(back), failovers: FAILOVERS };
}

const portOf = (server) => Number(new URL(server.url()).port);
const [yes, no] = [() => true, () => false];
