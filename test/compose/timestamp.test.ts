import fc from 'fast-check';
import t from 'tap';
import { toTimestamp } from '../../src/compose/timestamp.js';

t.test('a time is told to the millisecond, whatever was told before', async (t) => {
  const time = fc.integer({ min: 0, max: 253_402_300_799_999 });
  fc.assert(
    fc.property(fc.array(time, { maxLength: 50 }), (times) =>
      [...times, ...times].every((one) => toTimestamp(one) === new Date(one).toISOString()),
    ),
  );
  for (let one = 0; one < 3000; one += 1) toTimestamp(one);
  t.equal(toTimestamp(2999), '1970-01-01T00:00:02.999Z');
  t.equal(toTimestamp(1), '1970-01-01T00:00:00.001Z', 'of more than are kept');
});
