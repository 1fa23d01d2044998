import t, { type Test } from 'tap';
import { createHub } from '../../src/limits/hub.js';
import type { LimitExchange, Policy } from '../../src/limits/limits.js';
import { createLocalLimits } from '../../src/limits/local.js';
import { shareLimits } from '../../src/limits/share.js';

const EVERY = 50;
const logger = { warn: () => undefined };

/** Processes with limits of their own that a hub keeps in step, at a time that stands still until it is moved. */
function openProcesses(t: Test, count: number, policies: readonly Policy[]) {
  const clock = { now: 0 };
  const hub = createHub();
  const join = () => {
    const place = hub.join();
    const limits = createLocalLimits({ now: () => clock.now });
    const isReachable = { value: true };
    const exchange: LimitExchange = {
      everyMilliseconds: 86_400_000,
      swap: async (taken) => (isReachable.value ? place.swap(taken) : Promise.reject(new Error('no way there'))),
    };
    const { swap, stop } = shareLimits({ limits, exchange, policiesOf: () => policies, logger });
    t.teardown(stop);
    const ask = (cost = 1) => limits.spend('a', policies, cost).isAdmitted;
    const remaining = () => limits.spend('a', policies, 0).balances.map((balance) => balance.remaining);
    return { ask, remaining, swap, isReachable, leave: place.leave };
  };
  return { clock, join, processes: Array.from({ length: count }, join) };
}

const minute = { name: 'minute', quota: 600, windowSeconds: 60 };
const day = { name: 'day', quota: 1000, windowSeconds: 86_400 };

t.test('what one process takes and gives back, all others know when they have asked', async (t) => {
  const { processes, join } = openProcesses(t, 3, [minute, day]);
  const [one, two, three] = processes;
  if (!one || !two || !three) throw new Error('three processes');
  for (let n = 0; n < 10; n += 1) one.ask();
  t.same(two.remaining(), [600, 1000]);
  await one.swap();
  two.ask();
  for (const { swap } of [two, three, one, two]) await swap();
  t.same(
    processes.map(({ remaining }) => remaining()),
    Array(3).fill([589, 989]),
  );
  for (let n = 0; n < 4; n += 1) three.ask(-1);
  for (const { swap } of [three, one, two, one, two, three]) await swap();
  t.same(
    processes.map(({ remaining }) => remaining()),
    Array(3).fill([593, 993]),
    'each hears of it once',
  );
  two.leave();
  const late = join();
  t.same(late.remaining(), [600, 1000], 'who comes later does not know of what was before');
  one.ask();
  for (const { swap } of [one, late, two]) await swap();
  t.same(
    [late.remaining(), two.remaining()],
    [
      [599, 999],
      [593, 993],
    ],
  );
});

/** All processes are asked all the time by one caller, for ten windows; gives what was let through. */
async function hammer(t: Test, count: number, { quota, perTick }: { quota: number; perTick: number }): Promise<number> {
  const policy = { name: 'some', quota, windowSeconds: 10 };
  const { clock, processes } = openProcesses(t, count, [policy]);
  let admitted = 0;
  for (; clock.now <= 100_000; clock.now += 10) {
    for (const [place, { ask, swap }] of processes.entries()) {
      for (let n = 0; n < perTick; n += 1) admitted += Number(ask());
      // One after the other, as timers that were not started at once.
      if ((clock.now + 10 * place) % EVERY === 0) await swap();
    }
  }
  return admitted;
}

t.test(
  'in the long run the processes let through what one would, and at first what they had not heard of',
  async (t) => {
    const exact = (quota: number) => quota * 11;
    t.equal(await hammer(t, 1, { quota: 1000, perTick: 5 }), exact(1000), 'one alone is exact');
    for (const count of [2, 4]) {
      const [quota, perTick] = [1000, 5];
      const admitted = await hammer(t, count, { quota, perTick });
      const unheard = (count - 1) * perTick * ((2 * EVERY) / 10 + 1);
      t.ok(admitted >= exact(quota), `${count} together: ${admitted}`);
      t.ok(admitted <= exact(quota) + unheard, `${admitted} is at most ${exact(quota) + unheard}`);
    }
  },
);

t.test('what could not be handed over is handed over later, and nobody owes more than one quota', async (t) => {
  const { processes, clock } = openProcesses(t, 2, [minute]);
  const [one, two] = processes;
  if (!one || !two) throw new Error('two processes');
  one.isReachable.value = false;
  for (let n = 0; n < 300; n += 1) one.ask();
  await one.swap();
  for (let n = 0; n < 300; n += 1) one.ask();
  await one.swap();
  t.notOk(one.ask(), 'its own quota holds');
  t.ok(two.ask());
  clock.now += 60_000;
  for (let n = 0; n < 600; n += 1) one.ask();
  one.isReachable.value = true;
  for (const { swap } of [two, one, two, one]) await swap();
  t.same([one.remaining(), two.remaining()], [[0], [0]]);
  clock.now += 60_000;
  t.notOk(two.ask(), '1,200 were taken elsewhere, and 600 are owed');
  t.ok(one.ask());
  clock.now += 60_000;
  t.same(two.remaining(), [600]);
});
