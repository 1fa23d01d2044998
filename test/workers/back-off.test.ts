import t from 'tap';
import { createBackOff } from '../../src/workers/back-off.js';

t.test(
  'what ends once is replaced at once; what ends again and again waits longer each time, but never long',
  async (t) => {
    let now = 0;
    const next = createBackOff(() => now);
    const waits: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const wait = next();
      waits.push(wait);
      now += wait + 500;
    }
    t.same(waits, [0, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    now += 60_000;
    t.equal(next(), 0, 'after a quiet minute it is forgotten');
  },
);
