import { toHeading, toRatioText, toRow, toVerdict, whole } from '../report.mjs';
import { WIDEST_SPREAD } from '../statistics.mjs';

/** The page about PostgreSQL. */
export function toPostgresPage({
  figures,
  failover,
  failures,
  questions,
  seconds,
  rounds,
  generator,
  version,
  machine,
}) {
  return [
    '# PostgreSQL with replicas',
    '',
    'Made by `npm run bench -- --postgres`, which writes this page anew. It starts a real primary and two standbys of its own; a commit waits for the',
    `disk. The content is the seed and ${whole(questions)} generated questions, the same on both engines. Servers are processes of their own, asked`,
    `by ${generator} over 64 connections for ${seconds} seconds a round, at least ${rounds} rounds, by turns and in turned order; metrics and limits are on.`,
    `Ratios are medians of the rounds, in brackets where 10 % and 90 % of them lie; where these are further apart than ${WIDEST_SPREAD} times, nothing is quoted.`,
    '',
    ...toHeading(['what', '> this', '> against', '> ratio', 'bar']),
    ...figures.map(({ title, ours, against, unit, ratio, bar }) =>
      toRow([title, `${whole(ours)} ${unit}`, `${whole(against)} ${unit}`, toRatioText(ratio), toVerdict(ratio, bar)]),
    ),
    ...(failover === undefined ? [] : ['', '## Failover', '', toFailover(failover)]),
    ...(failures.length === 0 ? [] : ['', '## What could not be measured', '', ...failures.map((one) => `- ${one}`)]),
    '',
    '## What the figures mean',
    '',
    ...notes,
    '',
    `_${machine}; PostgreSQL ${version}; load by ${generator}._`,
    '',
  ].join('\n');
}

function toFailover({ reads, failed, failovers, back }) {
  const bar = failed === 0 && back.high <= 2 ? 'reached' : '**not reached**';
  return [
    `The primary was killed and a standby promoted ${failovers} times while 8 readers asked for articles that were in no cache: of ${whole(reads)} reads`,
    `**${failed}** failed, and publishing was back **${back.middle.toFixed(2)} s** (at most ${back.high.toFixed(2)} s) after the promotion was asked for. The bar is 0, and`,
    `2 s: ${bar}.`,
  ].join('\n');
}

const notes = [
  '- **A miss** is one statement and one way to the database and back (`test/store/postgres-ways.test.ts` counts them), but it is not one row: it looks up a',
  '  dozen of them, at a revision, and the body is composed of what they hold. The bare server reads a document that somebody has made before. To keep',
  '  finished documents would mean to write thousands of them anew when an author or an exercise changes, and to keep each for as long as its',
  '  revision can be read. CPU a request, of the node and of the database, says what that costs.',
  '- **Two nodes** share these cores with their databases and with the load, so they cannot be twice as fast as one here. What scaling rests on is that a',
  '  request costs a node no more when there is another: that is the second line of each.',
  '- **Publishing** is measured from the compiled draft to the commit; compiling the source is done before, and outside of the lock. The bare transaction waits',
  '  for each of its statements, as `pg` does by itself; a publish sends them together.',
];
