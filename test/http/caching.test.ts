import t from 'tap';
import { toCacheHeaders } from '../../src/http/caching.js';
import type { ResourceKey } from '../../src/schemas/resource.js';

const keys: ResourceKey[] = [
  { type: 'question', id: 'knees' },
  { type: 'answer', id: 'a1' },
  { type: 'question', id: 'knees' },
];
const detail = 'public, max-age=60, stale-while-revalidate=600, stale-if-error=86400';
const cdn = 'max-age=300, stale-while-revalidate=600, stale-if-error=86400';

t.test('how long caches may keep an answer', async (t) => {
  t.same(toCacheHeaders('none', 'detail', false, keys), { 'cache-control': detail });
  t.same(toCacheHeaders('none', 'list', false, keys), {
    'cache-control': 'public, max-age=30, stale-while-revalidate=300, stale-if-error=86400',
  });
  t.same(toCacheHeaders('none', 'detail', true, keys), { 'cache-control': 'public, max-age=86400, immutable' });
  t.same(toCacheHeaders('none', 'fresh', false, []), { 'cache-control': 'public, max-age=15' });
  t.same(toCacheHeaders('none', 'window', false, []), { 'cache-control': 'public, max-age=3600' });
  t.same(toCacheHeaders('none', 'volatile', false, []), {
    'cache-control': 'public, max-age=5, stale-while-revalidate=30',
  });
});

t.test('each network is told in its own words', async (t) => {
  t.same(toCacheHeaders('generic', 'detail', false, keys), {
    'cache-control': detail,
    'cdn-cache-control': cdn,
    'cache-groups': '"question/knees", "answer/a1"',
  });
  t.same(toCacheHeaders('fastly', 'detail', false, keys), {
    'cache-control': detail,
    'surrogate-control': cdn,
    'surrogate-key': 'question/knees answer/a1',
  });
  t.same(toCacheHeaders('cloudflare', 'detail', false, keys), {
    'cache-control': detail,
    'cdn-cache-control': cdn,
    'cache-tag': 'question/knees,answer/a1',
  });
});

t.test('no answer has more than 32 tags: of more, the types stand for them', async (t) => {
  const many = Array.from({ length: 33 }, (_, n): ResourceKey => ({ type: n % 2 ? 'answer' : 'author', id: `x${n}` }));
  t.equal(toCacheHeaders('fastly', 'list', false, many)['surrogate-key'], 'author answer');
  t.equal(toCacheHeaders('fastly', 'list', false, many.slice(0, 32))['surrogate-key']?.split(' ').length, 32);
});

t.test('s-maxage is never said', async (t) => {
  for (const profile of ['none', 'generic', 'fastly', 'cloudflare'] as const) {
    for (const policy of ['detail', 'list', 'volatile'] as const) {
      for (const isPinned of [true, false]) {
        t.notMatch(JSON.stringify(toCacheHeaders(profile, policy, isPinned, keys)), 's-maxage');
      }
    }
  }
});
