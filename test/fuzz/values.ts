import fc from 'fast-check';
import type { ValueSchema } from './operations.js';

/** What the document accepts. */
export function validValue({ type, enum: values, pattern, ...limits }: ValueSchema): fc.Arbitrary<string> {
  const { minLength = 1, maxLength = 200, minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = limits;
  if (values) return fc.constantFrom(...values);
  if (type === 'integer') {
    return fc.oneof(fc.constantFrom(minimum, maximum), fc.integer({ min: minimum, max: maximum })).map(String);
  }
  if (pattern !== undefined) {
    return fc
      .stringMatching(new RegExp(pattern))
      .filter((text) => text.length >= minLength && text.length <= maxLength);
  }
  return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));
}

/** What the document does not accept, by little. */
export function nearlyValid(schema: ValueSchema): fc.Arbitrary<string> {
  const { type, enum: values, pattern, minimum = 0, maximum = Number.MAX_SAFE_INTEGER, maxLength = 200 } = schema;
  if (values)
    return fc.constantFrom(...values.flatMap((value) => [value.toUpperCase(), `${value} `, ` ${value}`, '0']));
  if (type === 'integer') {
    return fc.constantFrom(
      ...[`${minimum - 1}`, `${BigInt(maximum) + 1n}`, '1e1', '+5', '05', '1.0', '0x10', '-0', ' 1', '1 ', '١', '1_0'],
      ...['NaN', 'Infinity', 'null', 'true', '9'.repeat(400), '1,2', '[1]'],
    );
  }
  const tooLong = 'a'.repeat(maxLength + 1);
  const controls = ['a\u0000b', 'a\nb', '\u0007', 'a\u0085', '\u007f'];
  if (pattern === undefined) return fc.constantFrom(tooLong, '𝒳'.repeat(maxLength + 1), ...controls);
  return fc.constantFrom(tooLong, ...controls, ' ', 'a b', 'ä', 'a/b', '..', '-', '*', '%', '\u202e', 'a\ud83d\ude00');
}

const notorious = fc.constantFrom(
  ...["'", '"', "' OR 1=1 --", '"; DROP TABLE versions; --', '{{7*7}}', '<script>alert(1)</script>', '\\'],
  ...['../../../etc/passwd', '..%2f..%2fetc%2fpasswd', '%2e%2e/', '....//', 'file:///etc/passwd', '/dev/null', '~root'],
  ...[
    'NEAR(a b, 5)',
    'a AND b OR NOT c',
    'title:*',
    '^a',
    '"a" * "b"',
    '-',
    '--',
    '- -',
    '"',
    '""',
    '-"',
    '(',
    '*',
    'a*',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', '-1', '0', '1e999'],
  ...[
    '\u0000',
    '\r\nX-Injected: 1',
    '%0d%0aSet-Cookie:a=b',
    '\ufeff',
    '\u202e',
    'İ',
    'ß',
    '\ud800',
    '𝒳',
    'ﷺ',
    'e\u0301',
  ],
  ...['%', '%%', '%2', '%zz', '%ff', '%c0%ae', '%F0%9F%98%80', '%00', '+', ';', '#', '?', '&', '=', '|', '`', '@', ':'],
  ...['a'.repeat(129), 'a'.repeat(2000), 'a'.repeat(5000), 'a '.repeat(300), '%61'.repeat(100), '/'.repeat(50), '.'],
);

/** What nobody sends who means well. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: notorious },
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.tuple(notorious, notorious).map(([a, b]) => a.slice(0, 100) + b.slice(0, 100)),
);
