import { keepPaths } from '../load/load.mjs';
import { startSecondOpinion } from '../servers/second-opinion.mjs';
import { quantile } from '../statistics.mjs';
import { measureByTurns, toRatio } from '../turns.mjs';
import { drawPaths, measureLoad, perSecond } from './articles.mjs';

const cpu = (one) => one.cpuSeconds / one.requests;

/** Two nodes, each on a replica of its own, against one on one: out of the cache, and with nothing in it. */
export async function measureNodes(context) {
  const file = keepPaths(drawPaths(context.slugs));
  return [
    ...(await measurePair(context, 'warm', {}, undefined)),
    ...(await measurePair(context, 'miss', { CACHE_BYTES: '0' }, file)),
  ];
}

async function measurePair({ cluster, database, article, seconds, rounds, patience }, what, settings, file) {
  const nodes = [];
  try {
    for (const replica of cluster.replicas) {
      const urls = { DATABASE_URL: cluster.primary.url('content'), DATABASE_REPLICA_URL: replica.url('content') };
      nodes.push(await startSecondOpinion(database, { ...urls, ...settings }));
    }
    const measure = async ({ asked }) => {
      const all = await Promise.all(asked.map((node) => measureLoad(node, file, article, seconds)()));
      const sum = (read) => all.reduce((total, one) => total + read(one), 0);
      return { requests: sum((one) => one.requests), seconds, cpuSeconds: sum((one) => one.cpuSeconds) };
    };
    const sides = { one: { asked: nodes.slice(0, 1) }, two: { asked: nodes } };
    for (let turn = 0; turn < 2; turn += 1) await measure(sides.two);
    const isNoisy = (measured) => toRatio(measured, 'two', 'one', perSecond).isNoisy;
    const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
    const at = (name, read) => quantile(measured[name].map(read), 0.5);
    return [
      {
        title: `article, ${what}: two nodes on a replica each against one on one`,
        ...{ ours: at('two', perSecond), against: at('one', perSecond), unit: 'a second' },
        ...{ ratio: toRatio(measured, 'two', 'one', perSecond), bar: { atLeast: 1.8 } },
      },
      {
        title: 'the same, CPU a request of the nodes',
        ...{ ours: 1e6 * at('two', cpu), against: 1e6 * at('one', cpu), unit: 'µs' },
        ratio: toRatio(measured, 'two', 'one', cpu),
      },
    ];
  } finally {
    for (const node of nodes) await node.stop();
  }
}
