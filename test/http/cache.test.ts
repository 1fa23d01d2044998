import t from 'tap';
import { createRepresentationCache, type Kept } from '../../src/http/cache.js';
import { buildRepresentation } from '../../src/http/representation.js';

const start = { revision: 1, setDigest: 'sum256-1', erased: 0 };
const open = (bytes: number) => createRepresentationCache(bytes, start);
const answer = (size: number, rest: Partial<Kept> = {}): Kept => ({
  route: '/v1',
  representation: buildRepresentation('x'.repeat(size), 'text/plain'),
  describe: () => ({}),
  isFixed: false,
  madeOf: undefined,
  ...rest,
});

t.test('what is kept never takes more than it may, and what was not used goes first', async (t) => {
  const cache = open(20_000);
  for (const key of ['a', 'b', 'c']) await cache.fill(key, 1, async () => answer(4000));
  t.ok(cache.find('a'));
  await cache.fill('d', 1, async () => answer(4000));
  t.same(
    ['a', 'b', 'c', 'd'].filter((key) => cache.find(key)),
    ['a', 'c', 'd'],
  );
  t.ok(cache.size() <= 20_000);
});

t.test('compressed copies count', async (t) => {
  const cache = open(10_000);
  const { representation } = await cache.fill('a', 1, async () => answer(4000));
  await cache.fill('b', 1, async () => answer(1000));
  cache.grow('a', representation, 3000);
  t.notOk(cache.find('a'));
  t.ok(cache.find('b'));
  const size = cache.size();
  cache.grow('a', representation, 3000);
  t.equal(cache.size(), size);
});

t.test('an answer larger than all the room is given but not kept', async (t) => {
  const cache = open(1000);
  t.equal((await cache.fill('a', 1, async () => answer(4000))).representation.identity.length, 4000);
  t.equal(cache.size(), 0);
});

t.test('of many that ask at once, one makes the answer', async (t) => {
  const cache = open(100_000);
  let made = 0;
  const make = async () => {
    made += 1;
    return answer(10);
  };
  await Promise.all(Array.from({ length: 10 }, () => cache.fill('a', 1, make)));
  t.equal(made, 1);
});

t.test('a failure is passed on to all and not kept', async (t) => {
  const cache = open(100_000);
  const failing = async () => {
    throw new Error('no');
  };
  const results = await Promise.allSettled([cache.fill('a', 1, failing), cache.fill('a', 1, failing)]);
  t.same(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  t.ok(await cache.fill('a', 1, async () => answer(1)));
});

t.test('after a publish there is what it did not touch, and nothing else', async (t) => {
  const cache = open(100_000);
  const author = { type: 'author', id: 'a' } as const;
  const topic = { type: 'topic', id: 't' } as const;
  await cache.fill('of the author', 1, async () => answer(1, { madeOf: [author] }));
  await cache.fill('of both', 1, async () => answer(1, { madeOf: [author, topic] }));
  await cache.fill('of anything', 1, async () => answer(1));
  await cache.fill('fixed', 1, async () => answer(1, { isFixed: true }));
  cache.advance({ ...start, revision: 2, setDigest: 'sum256-2' }, [topic]);
  t.equal(cache.find('of the author')?.at, 2);
  t.equal(cache.find('fixed')?.at, 1);
  t.equal(cache.find('of both'), undefined);
  t.equal(cache.find('of anything'), undefined);

  await cache.fill('of both', 2, async () => answer(1, { madeOf: [author, topic] }));
  cache.advance({ ...start, revision: 3, setDigest: 'sum256-3' }, []);
  cache.advance({ ...start, revision: 4, setDigest: 'sum256-4' }, [author]);
  t.equal(cache.find('of both'), undefined, 'not asked for between the publishes');
});

t.test('when it is not known what changed, nothing stays', async (t) => {
  const cache = open(100_000);
  for (const key of ['a', 'b']) await cache.fill(key, 1, async () => answer(1, { isFixed: key === 'a', madeOf: [] }));
  cache.advance({ ...start, erased: 1 }, undefined);
  t.same([cache.find('a'), cache.find('b'), cache.size()], [undefined, undefined, 0]);
});

t.test('what was begun before a publish is given to who asked, and not kept', async (t) => {
  const cache = open(100_000);
  for (const isFixed of [false, true]) {
    let finish: (kept: Kept) => void = () => {};
    const at = cache.current().revision;
    const filling = cache.fill('a', at, () => new Promise((resolve) => (finish = resolve)));
    cache.advance({ ...start, revision: at + 1 }, isFixed ? undefined : []);
    finish(answer(1, { isFixed, madeOf: [] }));
    t.equal((await filling).at, at);
    t.equal(cache.find('a'), undefined);
  }
});
