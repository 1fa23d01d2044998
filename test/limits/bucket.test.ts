import fc from 'fast-check';
import t from 'tap';
import { fullOf, MAX_QUOTA, refill, take, toBalance } from '../../src/limits/bucket.js';
import { createMemoryLimits } from '../../src/limits/memory.js';
import type { Policy } from '../../src/limits/store.js';

const policy = fc.record({
  name: fc.constant('some'),
  quota: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: MAX_QUOTA })),
  windowSeconds: fc.constantFrom(1, 60, 3600, 86_400),
});
const steps = fc.array(
  fc.record({
    wait: fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 100_000_000 })),
    cost: fc.constantFrom(1, 1, 1, 0, -1),
  }),
  { maxLength: 60 },
);

/** The bucket in exact arithmetic: tokens times the milliseconds of the window. */
class Model {
  #level: bigint;
  readonly #full: bigint;
  readonly #each: bigint;
  constructor(readonly policy: Policy) {
    this.#each = BigInt(policy.windowSeconds) * 1000n;
    this.#full = BigInt(policy.quota) * this.#each;
    this.#level = this.#full;
  }
  wait(milliseconds: number): void {
    this.#set(this.#level + BigInt(milliseconds) * BigInt(this.policy.quota));
  }
  take(cost: number): boolean {
    const left = this.#level - BigInt(cost) * this.#each;
    if (left < 0n) return false;
    this.#set(left);
    return true;
  }
  get remaining(): number {
    return Number(this.#level / this.#each);
  }
  #set(level: bigint): void {
    this.#level = level > this.#full ? this.#full : level;
  }
}

t.test('a bucket does what exact arithmetic says, whatever is asked of it and when', async () => {
  fc.assert(
    fc.property(policy, steps, (policy, steps) => {
      const model = new Model(policy);
      let level = fullOf(policy);
      return steps.every(({ wait, cost }) => {
        model.wait(wait);
        level = refill(policy, level, wait);
        const taken = take(policy, level, cost);
        level = taken ?? level;
        const isSame = model.take(cost) === (taken !== undefined);
        return isSame && Number.isSafeInteger(level) && toBalance(policy, level).remaining === model.remaining;
      });
    }),
    { numRuns: 500 },
  );
});

t.test('who waits as long as is said can ask again, and a second before that could not', async () => {
  fc.assert(
    fc.property(policy, fc.nat({ max: 1000 }), (policy, early) => {
      const { resetSeconds } = toBalance(policy, 0);
      const after = (milliseconds: number) => take(policy, refill(policy, 0, milliseconds), 1) !== undefined;
      const tooSoon = (resetSeconds - 1) * 1000 - early;
      return after(resetSeconds * 1000) && (tooSoon <= 0 || !after(tooSoon));
    }),
  );
});

t.test('a clock that is set back brings nothing and takes nothing', async (t) => {
  const minute = { name: 'minute', quota: 60, windowSeconds: 60 };
  t.equal(refill(minute, 5000, -10_000), 5000);
});

t.test('several windows hold at once, and a request that one refuses costs nothing in the others', async (t) => {
  let now = 0;
  const limits = createMemoryLimits({ now: () => now });
  const policies = [
    { name: 'second', quota: 2, windowSeconds: 1 },
    { name: 'minute', quota: 3, windowSeconds: 60 },
  ];
  const spend = async () => {
    const { isAdmitted, balances } = await limits.spend('a', policies, 1);
    return [isAdmitted, ...balances.map(({ remaining }) => remaining)];
  };
  t.same(await spend(), [true, 1, 2]);
  t.same(await spend(), [true, 0, 1]);
  t.same(await spend(), [false, 0, 1]);
  now = 1000;
  t.same(await spend(), [true, 1, 0]);
  t.same(await spend(), [false, 1, 0]);
  t.same(
    (await limits.spend('b', policies, 0)).balances.map(({ remaining }) => remaining),
    [2, 3],
    'others have theirs',
  );
});

t.test('callers that were not seen for longest are forgotten: memory has a limit', async (t) => {
  const limits = createMemoryLimits({ maxCallers: 100 });
  const policies = [{ name: 'day', quota: 1, windowSeconds: 86_400 }];
  const ask = async (caller: string) => (await limits.spend(caller, policies, 1)).isAdmitted;
  t.ok(await ask('first'));
  t.notOk(await ask('first'));
  for (let number = 0; number < 1000; number += 1) await ask(`caller ${number}`);
  t.equal(limits.size(), 100);
  t.ok(await ask('first'));
  for (let number = 0; number < 1000; number += 1) await limits.spend(`looker ${number}`, policies, 0);
  t.notOk(await ask('first'), 'whoever only looks puts nobody out');
});
