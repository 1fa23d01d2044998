import fc from 'fast-check';
import t from 'tap';
import { anchorHolds, isAnchorFault, resolveAnchor, toSourceAnchor } from '../../src/content/anchors.js';

t.test('positions count code points, not UTF-16 units', async (t) => {
  t.same(resolveAnchor('😀😀 stretch 😀', 'stretch'), {
    exact: 'stretch',
    prefix: '😀😀 ',
    suffix: ' 😀',
    start: 3,
    end: 10,
  });
});

t.test('prefix and suffix are 32 code points at the most', async (t) => {
  const anchor = resolveAnchor(`${'😀'.repeat(40)}x${'é'.repeat(40)}`, 'x');
  t.match(anchor, { prefix: '😀'.repeat(32), suffix: 'é'.repeat(32), start: 40, end: 41 });
});

t.test('words that are not there are refused, and the nearest text is shown', async (t) => {
  const fault = resolveAnchor('Static streches and foam rolling help.', 'Static stretches and foam rolling');
  t.match(fault, { code: 'anchor-not-found', detail: /nearest is “Static streches and foam rolling”/ });
  t.match(resolveAnchor('abc', 'zzzzzzzzzzzz'), { code: 'anchor-not-found', detail: /Nothing like it/ });
});

t.test('words that occur twice are refused until their context tells them apart', async (t) => {
  const text = 'Run, rest. Run, stretch.';
  t.match(resolveAnchor(text, 'Run'), { code: 'anchor-ambiguous', detail: /2 times.*prefix or a suffix/ });
  t.match(resolveAnchor(text, { exact: 'Run', suffix: ', str' }), { start: 11 });
  t.match(resolveAnchor(text, { exact: 'Run', prefix: '. ' }), { start: 11 });
  t.match(resolveAnchor(text, { exact: 'Run', start: 11 }), { start: 11, end: 14 });
  t.match(resolveAnchor(text, { exact: 'Run', suffix: '!' }), { code: 'anchor-not-found', detail: /not between/ });
  t.match(resolveAnchor('aaa', 'aa'), { code: 'anchor-ambiguous' }, 'overlapping ones count');
});

t.test('a position that does not agree is refused with the true one', async (t) => {
  t.match(resolveAnchor('ab cd', { exact: 'cd', start: 0 }), { code: 'anchor-position', detail: /3 to 5/ });
  t.match(resolveAnchor('ab cd', { exact: 'cd', start: 3, end: 4 }), { code: 'anchor-position' });
});

t.test('any words of any text can be anchored, and are found again from their shortest form', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', ' ', '😀', 'é', 'e\u0301', '\n'),
    minLength: 1,
    maxLength: 120,
  });
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (text, from, length) => {
      const points = Array.from(text);
      const start = from % points.length;
      const exact = points.slice(start, start + 1 + (length % 10)).join('');
      const anchor = resolveAnchor(text, { exact, start });
      if (isAnchorFault(anchor) || !anchorHolds(text, anchor) || anchor.start !== start) return false;
      const again = resolveAnchor(text, toSourceAnchor(text, anchor));
      return JSON.stringify(again) === JSON.stringify(anchor);
    }),
    { numRuns: 1000 },
  );
});

t.test('an anchor whose text changed does not hold', async (t) => {
  const anchor = resolveAnchor('stretch often', 'stretch');
  if (isAnchorFault(anchor)) throw new Error(anchor.detail);
  t.notOk(anchorHolds('stretch seldom', anchor));
  t.notOk(anchorHolds('a stretch often', anchor));
});
