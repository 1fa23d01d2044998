import t, { type Test } from 'tap';
import { bridge } from '../../src/limits/bridge.js';
import { createHub } from '../../src/limits/hub.js';
import { createLocalLimits } from '../../src/limits/local.js';
import { shareLimits } from '../../src/limits/share.js';
import { openKeyStore } from '../../src/store/open.js';
import { openPostgresLimits } from '../../src/store/postgres/limits.js';
import { ask, openServer, skipWithoutPostgres } from '../support/postgres.js';
import { openWay } from '../support/way.js';

const skip = skipWithoutPostgres;
const logger = { warn: () => undefined };
const taken = (cost: number, caller = 'a') => new Map([[caller, cost]]);

async function createDatabase(t: Test): Promise<string> {
  const url = await (await openServer()).createDatabase(t);
  await (await openKeyStore(url, { migrate: true })).close();
  return url;
}

function join(t: Test, url: string) {
  const exchange = openPostgresLimits(url, 86_400_000);
  t.teardown(() => exchange.close());
  return exchange;
}

t.test('each node hears once of what each other took since it joined', { skip }, async (t) => {
  const url = await createDatabase(t);
  const [one, two] = [join(t, url), join(t, url)];
  t.same(await one.swap(taken(1)), new Map());
  t.same(await two.swap(taken(2)), new Map(), 'what was taken before is not told');
  t.same(
    await one.swap(
      new Map([
        ['a', 4],
        ['b', -1],
      ]),
    ),
    taken(2),
  );
  t.same(await one.swap(new Map()), new Map());
  const three = join(t, url);
  await three.swap(taken(8));
  t.same(
    await two.swap(new Map()),
    new Map([
      ['a', 12],
      ['b', -1],
    ]),
  );
  t.same(await two.swap(new Map()), new Map());
  t.same(await three.swap(new Map()), new Map());
});

t.test('what was said is forgotten after a minute', { skip }, async (t) => {
  const url = await createDatabase(t);
  const [one, two] = [join(t, url), join(t, url)];
  for (const exchange of [one, two]) await exchange.swap(taken(1));
  await ask(url, "UPDATE limit_word SET said_at = now() - interval '61 seconds'");
  await one.swap(taken(1));
  t.same(await ask(url, 'SELECT count(*)::int AS words FROM limit_word'), [{ words: 1 }]);
});

t.test(
  'what was taken while the database was away is told once, also when its answer was lost',
  { skip },
  async (t) => {
    const url = await createDatabase(t);
    const way = await openWay(t, url);
    const [one, two] = [join(t, way.url(url)), join(t, url)];
    for (const exchange of [one, two]) await exchange.swap(new Map());
    await way.cut();
    await t.rejects(one.swap(taken(1)), { code: 'unavailable' });
    await way.mend();
    await one.swap(taken(3));
    t.same(await two.swap(new Map()), taken(3));
    way.swallowAnswers(true);
    await t.rejects(one.swap(taken(5)));
    await t.rejects(one.swap(taken(6)));
    way.swallowAnswers(false);
    await one.swap(taken(7));
    await one.swap(taken(8));
    t.same(await two.swap(new Map()), taken(15));
  },
);

const SECOND = 1000;

/** Nodes that one caller asks all the time, at a time that stands still until it is moved; gives what was let through. */
async function hammer(t: Test, count: number, quota: number, perSecond: number): Promise<number> {
  const url = await createDatabase(t);
  const policies = [{ name: 'minute', quota, windowSeconds: 60 }];
  const clock = { now: 0 };
  const nodes = Array.from({ length: count }, () => {
    const limits = createLocalLimits({ now: () => clock.now });
    return { limits, ...shareLimits({ limits, exchange: join(t, url), policiesOf: () => policies, logger }) };
  });
  for (const { swap } of nodes) await swap();
  let admitted = 0;
  for (; clock.now <= 300 * SECOND; clock.now += 100) {
    for (const [place, { limits, swap }] of nodes.entries()) {
      for (let n = 0; n < perSecond / 10; n += 1) admitted += Number(limits.spend('a', policies, 1).isAdmitted);
      // One after the other, as timers that were not started at once.
      if ((clock.now + 300 * place) % SECOND === 0) await swap();
    }
  }
  for (const { stop } of nodes) await stop();
  return admitted;
}

t.test(
  'a caller who asks three nodes at once gets its quota, and two seconds of two nodes more',
  { skip },
  async (t) => {
    const [quota, perSecond] = [6000, 100];
    const exact = quota + 5 * quota;
    t.equal(await hammer(t, 1, quota, 10 * perSecond), exact);
    const admitted = await hammer(t, 3, quota, perSecond);
    t.comment(`${admitted} of ${exact}: ${(100 * (admitted / exact - 1)).toFixed(2)} % more, in five minutes`);
    t.ok(admitted >= exact - perSecond, `${admitted} of ${exact}`);
    t.ok(admitted <= exact + 2 * 2 * perSecond, `${admitted} of ${exact}`);
  },
);

t.test('the processes of two machines draw on one quota, through their hubs', { skip }, async (t) => {
  const url = await createDatabase(t);
  const policies = [{ name: 'minute', quota: 200, windowSeconds: 60 }];
  const machines = [0, 1].map(() => {
    const hub = createHub();
    const { swap } = shareLimits({ limits: bridge(hub.join()), exchange: join(t, url), policiesOf: () => [], logger });
    const processes = [0, 1].map(() => {
      const [limits, place] = [createLocalLimits({ now: () => 0 }), hub.join()];
      const exchange = {
        everyMilliseconds: 86_400_000,
        swap: async (given: ReadonlyMap<string, number>) => place.swap(given),
      };
      return { limits, ...shareLimits({ limits, exchange, policiesOf: () => policies, logger }) };
    });
    return { swap, processes };
  });
  const processes = machines.flatMap((machine) => machine.processes);
  const swapAll = async () => {
    for (const { swap } of [...processes, ...machines, ...machines, ...processes]) await swap();
  };
  await swapAll();
  for (const [index, { limits }] of processes.entries()) limits.spend('a', policies, 10 ** index % 91);
  await swapAll();
  const spent = [1, 10, 9, 90].reduce((sum, cost) => sum + cost);
  t.same(
    processes.map(({ limits }) => limits.spend('a', policies, 0).balances[0]?.remaining),
    Array(4).fill(200 - spent),
  );
});
