import { judge, WIDEST_SPREAD } from './statistics.mjs';

const two = (value) => value.toFixed(2);
export const whole = (value) => (value === undefined ? '–' : Math.round(value).toLocaleString('en'));
const toBar = (bar) => (bar === undefined ? '' : bar.atLeast === undefined ? `≤ ${bar.atMost}` : `≥ ${bar.atLeast}`);

/** A ratio with its spread, or why there is none. */
export function toRatioText(ratio) {
  if (ratio === undefined) return '–';
  const { low, middle, high, isKnown, isNoisy } = ratio;
  if (!isKnown) return 'not measured';
  return isNoisy ? `too noisy (${two(low)} to ${two(high)})` : `**${two(middle)}** (${two(low)} to ${two(high)})`;
}

export const toVerdict = (ratio, bar) => (bar === undefined ? '' : `${toBar(bar)}: ${judge(ratio, bar)}`);
export const toRow = (cells) => `| ${cells.join(' | ')} |`;

/** The heading of a table: columns whose name begins with a `>` are numbers. */
export function toHeading(columns) {
  const names = columns.map((column) => column.replace(/^> /, ''));
  return [toRow(names), toRow(columns.map((column) => (column.startsWith('> ') ? '---:' : '---')))];
}

export function toThroughputTable(figures) {
  const columns = ['what', '> bytes', '> a second', '> bare', '> against bare', 'bar', '> CPU a request', 'bar'];
  return [
    ...toHeading([...columns, '> nginx', '> against nginx', '> rounds']),
    ...figures.map(({ title, bytes, ours, bare, ratio, bar, cpu, cpuBar, nginx, toNginx, rounds }) => {
      const counts = [whole(bytes), whole(ours), whole(bare)];
      const judged = [toRatioText(ratio), toVerdict(ratio, bar), toRatioText(cpu), toVerdict(cpu, cpuBar)];
      return toRow([title, ...counts, ...judged, whole(nginx), toRatioText(toNginx), rounds]);
    }),
  ];
}

export function toLatencyTable(latencies) {
  return [
    ...toHeading(['what', '> takes', '> against', '> ratio', 'bar']),
    ...latencies.map(({ title, milliseconds, against, ratio, bar }) => {
      const times = [milliseconds, against].map((one) => `${one.toFixed(one < 10 ? 2 : 0)} ms`);
      return toRow([title, ...times, toRatioText(ratio), toVerdict(ratio, bar)]);
    }),
  ];
}

/** What two workers give against one. On free cores they give twice as much, but for what a request takes more of them. */
export function toScalingTable(scaling) {
  return [
    ...toHeading(['what', '> one worker', '> two', '> against one', 'bar', '> CPU a request, against one']),
    ...scaling.map(({ title, one, more, ratio, bar, cpu }) => {
      return toRow([title, whole(one), whole(more), toRatioText(ratio), toVerdict(ratio, bar), toRatioText(cpu)]);
    }),
  ];
}

export function toMemoryTable(memory, bar) {
  return [
    ...toHeading(['while', '> MiB', 'bar']),
    ...memory.map(({ title, mebibytes }) => {
      const isReached = mebibytes < bar ? 'reached' : '**not reached**';
      return toRow([title, whole(mebibytes), `< ${bar}: ${Number.isFinite(mebibytes) ? isReached : 'not measured'}`]);
    }),
  ];
}

/** What the tables mean, for those who did not make them. */
export function toPreface({ generator, seconds, questions, isOwn }) {
  const set = isOwn ? `the seed and ${whole(questions)} generated questions` : `${whole(questions)} questions`;
  return [
    `Made by \`npm run bench\`, which writes this page anew. Each server is a process of its own, asked by ${generator} over 64 connections that`,
    `stay open, for ${seconds} seconds a round, the servers by turns and in turned order. The content is ${set}, in SQLite.`,
    'Where answers a second are told, three processes of each server were started, of which each has every third round.',
    '',
    'A ratio is taken within each round; what is quoted is the median of the rounds, and in brackets where 10 % and 90 % of them lie. Where',
    `these two are further apart than ${WIDEST_SPREAD} times, nothing is quoted: the machine was too noisy. “Bare” is \`node:http\` alone, writing`,
    'the same status, headers and bytes; nginx writes them too, from a file in memory, with one process. CPU is the processor time of the server',
    'process, system calls included, divided by requests, as a ratio to that of bare.',
    '',
    'Metrics and limits are on in every figure: each request says that it comes from another machine through a trusted proxy, and is charged to a',
    'quota that is large. The access log is off (`LOG_LEVEL=warn`) but where it is named; there it is written to `/dev/null`. Snapshots are off.',
    'Nothing is in the cache in the figures of misses (`CACHE_BYTES=0`); the database file was read once before, so that the system may have it in memory.',
  ];
}
