// Ratios as bars, each with its spread and the line that it should reach, as an SVG that is readable on light and on dark.

const [WIDTH, LEFT, RIGHT, ROW, TOP] = [860, 330, 90, 34, 46];
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .quiet { fill: #59636e }
  .grid { stroke: #d1d9e0 }
  .value { fill: #4f8fd6 }
  .spread { stroke: #1f2328; stroke-width: 1.5 }
  .bar { stroke: #c4432b; stroke-width: 2.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .value { fill: #3a6fb0 }
    .spread { stroke: #e6edf3 }
    .bar { stroke: #ff8a70 }
  }`;

const toText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** `rows` are `{ title, ratio, bar }`; those that are too noisy have a place and no bar. */
export function plotRatios(title, rows, note) {
  const largest = Math.max(1, ...rows.flatMap(({ ratio, bar }) => [ratio.isNoisy ? 0 : ratio.high, bar?.atLeast ?? 0]));
  const end = Math.ceil(largest * 5) / 5;
  const toX = (value) => LEFT + (value / end) * (WIDTH - LEFT - RIGHT);
  const height = TOP + rows.length * ROW + 44;
  const line = (kind, x1, y1, x2, y2) =>
    `<line class="${kind}" x1="${x1.toFixed(1)}" y1="${y1}" x2="${x2.toFixed(1)}" y2="${y2}"/>`;
  const bottom = TOP + rows.length * ROW;
  const grid = Array.from({ length: Math.round(end * 5) + 1 }, (_, step) => step / 5).flatMap((value) => [
    line('grid', toX(value), TOP, toX(value), bottom),
    `<text class="quiet" x="${toX(value).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${value.toFixed(1)}</text>`,
  ]);
  const drawn = rows.flatMap((row, index) => drawRow(row, TOP + index * ROW, { toX, line }));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
<title id="title">${toText(title)}</title>
<style>${style}
</style>
<text class="title" x="12" y="24">${toText(title)}</text>
${[...grid, ...drawn].join('\n')}
<text class="quiet" x="12" y="${height - 8}">${toText(note)}</text>
</svg>
`;
}

function drawRow({ title, ratio, bar }, top, { toX, line }) {
  const middle = top + ROW / 2;
  const label = `<text x="${LEFT - 10}" y="${middle + 4}" text-anchor="end">${toText(title)}</text>`;
  const limit =
    bar?.atLeast === undefined ? [] : [line('bar', toX(bar.atLeast), top + 4, toX(bar.atLeast), top + ROW - 4)];
  const text = ratio.isKnown && !ratio.isNoisy ? ratio.middle.toFixed(2) : 'too noisy';
  const value = `<text x="${WIDTH - RIGHT + 14}" y="${middle + 4}">${text}</text>`;
  if (!ratio.isKnown || ratio.isNoisy) return [label, ...limit, value];
  const width = (toX(ratio.middle) - toX(0)).toFixed(1);
  const shape = `<rect class="value" x="${toX(0)}" y="${top + 8}" width="${width}" height="${ROW - 16}" rx="2"/>`;
  return [label, shape, line('spread', toX(ratio.low), middle, toX(ratio.high), middle), ...limit, value];
}
