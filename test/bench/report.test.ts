import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

interface Summary {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly isKnown: boolean;
  readonly isNoisy: boolean;
}
interface Bar {
  readonly atLeast?: number;
  readonly atMost?: number;
}
interface Bench {
  summarise(values: readonly number[]): Summary;
  judge(summary: Summary, bar: Bar): string;
  toRatioText(summary: Summary): string;
  plotRatios(title: string, rows: readonly { title: string; ratio: Summary; bar?: Bar }[], note: string): string;
}

const at = (name: string) => fileURLToPath(new URL(`../../bench/${name}`, import.meta.url));
const { summarise, judge }: Bench = await import(at('statistics.mjs'));
const { toRatioText }: Bench = await import(at('report.mjs'));
const { plotRatios }: Bench = await import(at('plot.mjs'));

const steady = [0.92, 0.93, 0.94, 0.95, 0.96];
const noisy = [0.5, 0.9, 0.95, 1, 1.4];

t.test('a ratio is quoted as the median of the rounds, with its spread', async (t) => {
  t.equal(toRatioText(summarise(steady)), '**0.94** (0.92 to 0.96)');
});

t.test('a ratio whose spread is too wide is not quoted, and reaches no bar', async (t) => {
  t.equal(toRatioText(summarise(noisy)), 'too noisy (0.66 to 1.24)');
  t.equal(judge(summarise(noisy), { atLeast: 0.1 }), 'too noisy');
  t.equal(toRatioText(summarise([0.9, 0.91])), 'too noisy (0.90 to 0.91)', 'two rounds have no spread');
});

t.test('what the system does not tell is not judged', async (t) => {
  t.equal(toRatioText(summarise([Number.NaN, 1])), 'not measured');
  t.equal(judge(summarise([]), { atMost: 1 }), 'not measured');
});

t.test('a bar is reached or not, and whoever reads is told when it lies within the spread', async (t) => {
  t.equal(judge(summarise(steady), { atLeast: 0.9 }), 'reached');
  t.equal(judge(summarise(steady), { atLeast: 0.99 }), '**not reached**');
  t.equal(judge(summarise(steady), { atMost: 0.99 }), 'reached');
  t.equal(judge(summarise(steady), { atMost: 0.93 }), '**not reached**, within the spread');
});

t.test('the plot has a bar for each ratio that is quoted, on light and on dark', async (t) => {
  const rows = [
    { title: 'a < b', ratio: summarise(steady), bar: { atLeast: 0.9 } },
    { title: 'noisy', ratio: summarise(noisy) },
  ];
  const svg = plotRatios('Ratios', rows, 'A note & no more.');
  t.equal(svg.match(/<rect class="value"/g)?.length, 1);
  t.match(svg, />too noisy<\/text>/);
  t.match(svg, /a &lt; b/);
  t.match(svg, /no more/);
  t.match(svg, /prefers-color-scheme: dark/);
  t.notMatch(svg, /NaN|undefined/);
});

t.test('a wrong option is named, and nothing is measured', async (t) => {
  const complaint = (...args: string[]) =>
    new Promise<string>((resolve) => {
      execFile(process.execPath, [at('run.mjs'), ...args], (error, _output, text) => resolve(`${error?.code} ${text}`));
    });
  t.match(await complaint('--only', 'lunch'), /^1 bench: --only knows no “lunch”: name any of warm, .*\n$/);
  t.match(await complaint('--rounds', '0'), /^1 bench: --rounds must be a whole number from 1\.\n$/);
  t.match(await complaint('--quick'), /^1 bench: Unknown option '--quick'.*\n$/);
});
