import { createHash } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { digestOf, toCanonical } from '../../src/content/canonical.js';
import { EMPTY_SET_DIGEST, SetDigest } from '../../src/content/set-digest.js';

t.test('members are ordered by UTF-16 code unit and numbers are written as RFC 8785 says', async (t) => {
  t.equal(
    toCanonical({
      '\u20ac': 'Euro',
      '\r': 'CR',
      '\ufb33': 'Hebrew',
      '1': 'One',
      '\ud83d\ude00': 'Emoji',
      '\u0080': 'Control',
      '\u00f6': 'Latin',
    }),
    '{"\\r":"CR","1":"One","\u0080":"Control","ö":"Latin","€":"Euro","😀":"Emoji","\ufb33":"Hebrew"}',
  );
  t.equal(
    toCanonical({ b: [JSON.parse('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27], a: null }),
    '{"a":null,"b":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  );
});

t.test('a digest is SHA-256 over the canonical text', async (t) => {
  // printf '{"a":1}' | sha256sum
  t.equal(digestOf({ a: 1 }), 'sha256-015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
});

t.test('a set digest is the sum of the leaves, and a client can compute it in a few lines', async (t) => {
  const leaves = ['topic/a/sha256-00', 'answer/b/sha256-11'];
  const sum =
    leaves.map((leaf) => BigInt(`0x${createHash('sha256').update(leaf).digest('hex')}`)).reduce((a, b) => a + b) %
    2n ** 256n;
  const set = new SetDigest();
  set.add('answer', 'b', 'sha256-11');
  set.add('topic', 'a', 'sha256-00');
  t.equal(set.toString(), `sum256-${sum.toString(16).padStart(64, '0')}`);
  t.throws(() => new SetDigest('sum256-'), TypeError);
});

t.test('adding and removing in any order comes back to where it began', async () => {
  const item = fc.tuple(fc.constantFrom('topic' as const, 'answer' as const), fc.string(), fc.string());
  fc.assert(
    fc.property(fc.array(item), fc.array(item), (kept, removed) => {
      const set = new SetDigest();
      for (const [type, id, digest] of [...kept, ...removed]) set.add(type, id, digest);
      for (const [type, id, digest] of [...removed].reverse()) set.remove(type, id, digest);
      const other = new SetDigest(EMPTY_SET_DIGEST);
      for (const [type, id, digest] of [...kept].reverse()) other.add(type, id, digest);
      return set.toString() === other.toString();
    }),
  );
});
