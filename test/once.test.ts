import t from 'tap';
import { once } from '../src/once.js';

t.test('it is made once, for however many ask at the same time', async (t) => {
  let made = 0;
  const find = once(async () => {
    made += 1;
    return made;
  });
  t.same(await Promise.all([find(), find()]), [1, 1]);
  t.equal(await find(), 1);
});

t.test('what failed is made anew for whoever asks next', async (t) => {
  let tries = 0;
  const find = once(async () => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return tries;
  });
  await t.rejects(find(), { message: 'not yet' });
  t.equal(await find(), 2);
  t.equal(await find(), 2);
});
