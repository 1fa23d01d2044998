import t from 'tap';
import { createRepresentationCache } from '../../src/http/cache.js';
import { buildRepresentation } from '../../src/http/representation.js';

const answer = (size: number) => buildRepresentation('x'.repeat(size), 'text/plain');

t.test('what is kept never takes more than it may, and the least recently used goes first', async (t) => {
  const cache = createRepresentationCache(20_000);
  for (const key of ['a', 'b', 'c']) await cache.fill(key, async () => answer(4000));
  t.ok(cache.find('a'));
  await cache.fill('d', async () => answer(4000));
  t.same(
    ['a', 'b', 'c', 'd'].filter((key) => cache.find(key)),
    ['a', 'c', 'd'],
  );
  t.ok(cache.size() <= 20_000);
});

t.test('compressed copies count', async (t) => {
  const cache = createRepresentationCache(10_000);
  const kept = await cache.fill('a', async () => answer(4000));
  await cache.fill('b', async () => answer(1000));
  cache.grow('a', kept, 3000);
  t.notOk(cache.find('a'));
  t.ok(cache.find('b'));
  const size = cache.size();
  cache.grow('a', kept, 3000);
  t.equal(cache.size(), size);
});

t.test('an answer larger than all the room is given but not kept', async (t) => {
  const cache = createRepresentationCache(1000);
  t.equal((await cache.fill('a', async () => answer(4000))).identity.length, 4000);
  t.equal(cache.size(), 0);
});

t.test('of many that ask at once, one makes the answer', async (t) => {
  const cache = createRepresentationCache(100_000);
  let made = 0;
  const fill = async () => {
    made += 1;
    return answer(10);
  };
  await Promise.all(Array.from({ length: 10 }, () => cache.fill('a', fill)));
  t.equal(made, 1);
});

t.test('a failure is passed on to all and not kept', async (t) => {
  const cache = createRepresentationCache(100_000);
  const failing = async () => {
    throw new Error('no');
  };
  const results = await Promise.allSettled([cache.fill('a', failing), cache.fill('a', failing)]);
  t.same(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  t.ok(await cache.fill('a', async () => answer(1)));
});
