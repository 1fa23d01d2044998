import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { isKeyText, makeKeyText, toPrefix } from '../../src/keys/text.js';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

t.test('a key is so_live_, 30 characters of base62 and 6 that are their CRC-32', async (t) => {
  const text = makeKeyText();
  t.match(text, /^so_live_[0-9A-Za-z]{36}$/);
  const value = [...text.slice(38)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
  t.equal(value, crc32(text.slice(0, 38)));
  t.equal(toPrefix(text), text.slice(0, 14));
});

t.test('the checksum of a known key is always the same', async (t) => {
  t.ok(isKeyText('so_live_00000000000000000000000000000006LIO8'));
});

t.test('a thousand keys are a thousand different ones', async (t) => {
  const made = Array.from({ length: 1000 }, makeKeyText);
  t.equal(new Set(made).size, 1000);
  t.ok(made.every(isKeyText));
});

t.test('a key with any one character changed, and one that is cut short or drawn out, is none', async (t) => {
  const change = fc.tuple(fc.nat({ max: 43 }), fc.constantFrom(...digits, '_', ' '));
  fc.assert(
    fc.property(change, ([at, character]) => {
      const text = makeKeyText();
      const changed = text.slice(0, at) + character + text.slice(at + 1);
      return isKeyText(changed) === (changed === text);
    }),
  );
  const text = makeKeyText();
  for (const wrong of ['', text.slice(1), text.slice(0, -1), `${text}0`, ` ${text}`, `${text}\n`, text.toUpperCase()]) {
    t.notOk(isKeyText(wrong), wrong);
  }
});
