import t from 'tap';
import { DEFAULT_BACK_OFF, jitteredWait, readRetryAfter } from '../../src/client/back-off.js';

t.test('waits double up to the longest, anywhere between none and all of it', async (t) => {
  const longest = [1, 2, 3, 7, 8, 2000].map((failures) => jitteredWait(failures, DEFAULT_BACK_OFF, () => 0.9999999));
  t.same(longest, [499, 999, 1999, 29_999, 29_999, 29_999]);
  t.equal(
    jitteredWait(5, DEFAULT_BACK_OFF, () => 0),
    0,
  );
});

t.test('Retry-After is read as seconds or as a date, and nothing else', async (t) => {
  const now = Date.parse('2025-03-02T00:00:00Z');
  const cases = [
    [null, undefined],
    ['0', 0],
    [' 120 ', 120_000],
    ['Sun, 02 Mar 2025 00:01:00 GMT', 60_000],
    ['Sunday, 02-Mar-25 00:01:00 GMT', 60_000],
    ['Sat, 01 Mar 2025 00:00:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
  ] as const;
  for (const [value, milliseconds] of cases) t.equal(readRetryAfter(value, now), milliseconds, String(value));
});
