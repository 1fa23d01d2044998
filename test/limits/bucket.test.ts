import fc from 'fast-check';
import t from 'tap';
import { fullOf, has, MAX_QUOTA, refill, take, toBalance } from '../../src/limits/bucket.js';
import type { Policy } from '../../src/limits/limits.js';
import { createLocalLimits } from '../../src/limits/local.js';

const policy = fc.record({
  name: fc.constant('some'),
  quota: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: MAX_QUOTA })),
  windowSeconds: fc.constantFrom(1, 60, 3600, 86_400),
});
const steps = fc.array(
  fc.record({
    wait: fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 100_000_000 })),
    cost: fc.constantFrom(1, 1, 1, 0, -1),
    /** Taken elsewhere, so that nobody was asked whether it is there. */
    elsewhere: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -5, max: 2 * MAX_QUOTA })),
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
  has(cost: number): boolean {
    return this.#level >= BigInt(cost) * this.#each;
  }
  take(cost: number): void {
    this.#set(this.#level - BigInt(cost) * this.#each);
  }
  get level(): number {
    return Number(this.#level);
  }
  get remaining(): number {
    return this.#level < 0n ? 0 : Number(this.#level / this.#each);
  }
  #set(level: bigint): void {
    this.#level = level > this.#full ? this.#full : level < -this.#full ? -this.#full : level;
  }
}

t.test('a bucket does what exact arithmetic says, whatever is asked of it and when', async () => {
  fc.assert(
    fc.property(policy, steps, (policy, steps) => {
      const model = new Model(policy);
      let level = fullOf(policy);
      return steps.every(({ wait, cost, elsewhere }) => {
        model.wait(wait);
        level = refill(policy, level, wait);
        const isThere = has(policy, level, cost);
        if (isThere !== model.has(cost)) return false;
        for (const taken of isThere ? [cost, elsewhere] : [elsewhere]) {
          model.take(taken);
          level = take(policy, level, taken);
        }
        const { remaining } = toBalance(policy, level);
        return Number.isSafeInteger(level) && level === model.level && remaining === model.remaining;
      });
    }),
    { numRuns: 500 },
  );
});

t.test('who waits as long as is said can ask again, and a second before that could not', async () => {
  fc.assert(
    fc.property(policy, fc.nat({ max: 1000 }), fc.nat({ max: MAX_QUOTA }), (policy, early, owed) => {
      const level = take(policy, 0, owed);
      const { resetSeconds } = toBalance(policy, level);
      const after = (milliseconds: number) => has(policy, refill(policy, level, milliseconds), 1);
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
  const limits = createLocalLimits({ now: () => now });
  const policies = [
    { name: 'second', quota: 2, windowSeconds: 1 },
    { name: 'minute', quota: 3, windowSeconds: 60 },
  ];
  const spend = () => {
    const { isAdmitted, balances } = limits.spend('a', policies, 1);
    return [isAdmitted, ...balances.map(({ remaining }) => remaining)];
  };
  t.same(spend(), [true, 1, 2]);
  t.same(spend(), [true, 0, 1]);
  t.same(spend(), [false, 0, 1]);
  now = 1000;
  t.same(spend(), [true, 1, 0]);
  t.same(spend(), [false, 1, 0]);
  t.same(
    limits.spend('b', policies, 0).balances.map(({ remaining }) => remaining),
    [2, 3],
    'others have theirs',
  );
});

t.test(
  'who looks is told whether a request would be admitted; what is given back is taken whatever is owed',
  async (t) => {
    const limits = createLocalLimits({ now: () => 0 });
    const policies = [{ name: 'minute', quota: 2, windowSeconds: 60 }];
    const look = () => limits.spend('a', policies, 0).isAdmitted;
    t.ok(look());
    limits.charge('a', policies, 3);
    t.notOk(look());
    t.match(limits.spend('a', policies, -1), { balances: [{ remaining: 0, resetSeconds: 30 }] });
    t.notOk(look());
    limits.charge('a', policies, -1);
    t.ok(look());
  },
);

t.test('callers that were not seen for longest are forgotten: memory has a limit', async (t) => {
  const limits = createLocalLimits({ maxCallers: 100 });
  const policies = [{ name: 'day', quota: 1, windowSeconds: 86_400 }];
  const ask = (caller: string) => limits.spend(caller, policies, 1).isAdmitted;
  t.ok(ask('first'));
  t.notOk(ask('first'));
  for (let number = 0; number < 1000; number += 1) ask(`caller ${number}`);
  t.equal(limits.size(), 100);
  t.ok(ask('first'));
  for (let number = 0; number < 1000; number += 1) limits.spend(`looker ${number}`, policies, 0);
  t.notOk(ask('first'), 'whoever only looks puts nobody out');
});
