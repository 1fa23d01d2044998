import { toHeading, toRatioText, toRow, toVerdict, whole } from './report.mjs';

/** The page about other products. */
export function toPeersPage({ tables, peers, failures, generator, seconds, machine }) {
  return [
    '# Against other products',
    '',
    'Made by `npm run bench -- --peers`, which installs the products at the versions that `bench/peers/` pins, gives each the same content in the',
    'form that is its own (questions with answers, authors, exercises, topics, disclaimers), asks each for the same article with everything in it by one',
    `request, and writes this page anew. All run at the same time and are asked by turns, by ${generator} over 64 connections for ${seconds} seconds a round.`,
    'What each answers is compared with the article first: titles, texts, names and anchors must all be there. Answers that failed are not counted.',
    '',
    `- **Second Opinion**: as in [read-path.md](read-path.md), metrics and limits on, the access log off.`,
    ...peers.map(({ name, configuration }) => `- **${name}**: ${configuration}.`),
    ...failures.map((failure) => `- ${failure}`),
    ...tables.flatMap(toTable),
    '',
    `_${machine}; load by ${generator}._`,
    '',
  ].join('\n');
}

function toTable({ title, rows }) {
  return [
    ...['', `## ${title}`, ''],
    ...toHeading([
      'product',
      '> bytes',
      '> a second',
      '> p50',
      '> failed',
      '> MiB',
      '> Second Opinion against it',
      'bar',
    ]),
    ...rows.map(({ name, bytes, perSecond, p50, failed, memory, ratio, bar }) =>
      toRow([
        ...[name, whole(bytes), whole(perSecond), `${p50.toFixed(1)} ms`, whole(failed), whole(memory)],
        ...[toRatioText(ratio), toVerdict(ratio, bar)],
      ]),
    ),
  ];
}
