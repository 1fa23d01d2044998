// The read path against the ceiling: every scenario, then the page and the plot.
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findDatabase, listSlugs, warmFile } from './content/database.mjs';
import { generator, isInstalled } from './load/load.mjs';
import { describeMachine } from './machine.mjs';
import { plotRatios } from './plot.mjs';
import { ask, askUntilRight } from './process.mjs';
import { toLatencyTable, toMemoryTable, toPreface, toScalingTable, toThroughputTable } from './report.mjs';
import { measureMemory } from './scenarios/memory.mjs';
import { measureMiss } from './scenarios/miss.mjs';
import { measurePublish } from './scenarios/publish.mjs';
import { measureSearch } from './scenarios/search.mjs';
import { measureStart } from './scenarios/start.mjs';
import { measureWarm } from './scenarios/warm.mjs';
import { measureWorkers } from './scenarios/workers.mjs';
import { requireLimits, startSecondOpinion } from './servers/second-opinion.mjs';
import { createPatience } from './turns.mjs';

/** For rounds that noise makes necessary: with them the whole is to end within ten minutes. */
const PATIENCE_SECONDS = 60;
const MEMORY_BAR = 250;
const TOPICS = 3;

export const scenarios = {
  warm: measureWarm,
  miss: measureMiss,
  search: measureSearch,
  publish: measurePublish,
  start: measureStart,
  workers: measureWorkers,
  memory: measureMemory,
};

/** Measures what is named of the scenarios, and writes `read-path.md` and `read-path.svg` into a folder. */
export async function measureReadPath({ names, questions, database, seconds, rounds, folder }) {
  const tell = (text) => process.stderr.write(`${text}\n`);
  tell('content');
  const path = database ?? (await findDatabase(questions, tell));
  await warmFile(path);
  const slugs = listSlugs(path);
  const { article, topics } = await findShown(path);
  await requireLimits(path, [article, `${article}/answers`]);
  const patience = createPatience(PATIENCE_SECONDS);
  const hasNginx = isInstalled('nginx', '-v');
  const memory = [];
  const failures = [];
  const context = {
    failures,
    database: path,
    slugs,
    article,
    topics,
    seconds,
    rounds,
    hasNginx,
    memory,
    patience,
    tell,
  };
  const figures = [];
  const latencies = [];
  const scaling = [];
  for (const name of names) {
    try {
      const measured = await scenarios[name](context);
      figures.push(...(measured.figures ?? []));
      latencies.push(...(measured.latencies ?? []));
      scaling.push(...(measured.scaling ?? []));
    } catch (error) {
      failures.push(`${name}: ${error.message.split('\n')[0]}`);
    }
  }
  const section = (title, lines) => ['', `## ${title}`, '', ...lines];
  const page = [
    '# The read path against the bare server',
    '',
    ...toPreface({ generator, seconds, questions: slugs.length, isOwn: database === undefined }),
    ...(figures.length > 0 ? ['', '![The ratios as bars](read-path.svg)'] : []),
    ...(figures.length > 0 ? section('Answers', toThroughputTable(figures)) : []),
    ...(latencies.length > 0 ? section('Waiting', toLatencyTable(latencies)) : []),
    ...(scaling.length > 0
      ? section('Two workers on one port', [
          ...toScalingTable(scaling),
          '',
          `The load is made on the same ${availableParallelism()} cores. It takes little of them where an answer has to be made, and much where it is ready;`,
          'what a request costs the workers says what cores would give that are free.',
        ])
      : []),
    ...(memory.length > 0
      ? section('Memory of a server process at steady load', toMemoryTable(memory, MEMORY_BAR))
      : []),
    ...(failures.length > 0
      ? section(
          'What could not be measured',
          failures.map((failure) => `- ${failure}`),
        )
      : []),
    '',
    `_${describeMachine()}; load by ${generator}; ${hasNginx ? '' : 'no '}nginx._`,
    '',
  ].join('\n');
  writeFileSync(join(folder, 'read-path.md'), page);
  const note = 'Median of the rounds, with 10 % and 90 %; the red line is the bar.';
  if (figures.length > 0)
    writeFileSync(join(folder, 'read-path.svg'), plotRatios('Answers a second, against bare node:http', figures, note));
  return page;
}

/** What the set itself has to show: an article, the seed's where it is there, and some topics. */
async function findShown(path) {
  const server = await startSecondOpinion(path);
  const read = async (url) => JSON.parse((await askUntilRight(`${server.url}${url}`)).body.toString());
  const seeded = '/v1/questions/is-it-normal-to-have-knee-pain-after-running';
  const hasSeed = (await ask(`${server.url}${seeded}`)).status !== 404;
  const [newest] = (await read('/v1/questions?limit=1')).data;
  const topics = (await read(`/v1/topics?limit=${TOPICS}`)).data.map(({ slug }) => slug);
  await server.stop();
  return { article: hasSeed ? seeded : `/v1/questions/${newest.slug}`, topics };
}
