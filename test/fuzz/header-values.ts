import fc from 'fast-check';
import type { Finds } from './finds.js';
import type { Authorizations } from './partners.js';

type Headers = Readonly<Record<string, string>>;

const codings = fc.constantFrom(
  ...['gzip', 'br', 'gzip, br', 'identity', '*', 'deflate', 'br;q=0.5, gzip;q=0.9', 'zstd, *;q=0.1', 'x-gzip', ''],
  ...['identity;q=0', '*;q=0', 'gzip;q=2', 'gzip;;;q=1', ',,,', 'GZIP', 'gzip;q=0, br;q=0, identity;q=0'],
);
const ranges = fc.constantFrom(
  ...['bytes=0-0', 'bytes=0-', 'bytes=-1', 'bytes=-0', 'bytes=10-5', 'bytes=99999999-', 'bytes=0-1,3-4', 'items=0-1'],
  ...['bytes=', 'bytes=a-b', 'bytes=0-99999999999999999999', 'bytes=99999999999999999999-', 'bytes = 0-1', 'bytes=--1'],
);

/** What a well-meaning client may send beside a read. */
export function plainHeaders(
  { tags }: Pick<Finds, 'tags'>,
  { usable, unusable }: Authorizations,
): fc.Arbitrary<Headers> {
  const tag = fc.oneof(
    fc.constantFrom(...tags),
    fc.constantFrom('*', '"x"', 'W/"x"'),
    fc.tuple(fc.constantFrom(...tags), fc.constantFrom(...tags)).map((both) => both.join(', ')),
  );
  return toHeaders({
    'accept-encoding': codings,
    'if-none-match': tag,
    range: ranges,
    'if-range': tag,
    accept: fc.constantFrom('*/*', 'application/json', 'text/html', 'application/json;q=0'),
    origin: fc.constantFrom('https://example.org', 'null'),
    'user-agent': fc.constant('fuzz/1'),
    authorization: fc.oneof(fc.constantFrom(...usable), fc.constantFrom(...unusable)),
  });
}

/** What may be anything; never a line break or a NUL, which no HTTP library lets through. */
export function hostileHeaders({ tags }: Pick<Finds, 'tags'>): fc.Arbitrary<Headers> {
  const junk = fc.oneof(
    fc.constantFrom('', ',', '"', 'W/"', '""', '*, *', 'a'.repeat(8000), '\\', '"\\"', '\t', 'é', '\xff', ';q=', '=?'),
    fc.string({ maxLength: 60 }),
    fc.string({ maxLength: 60, unit: fc.integer({ min: 0x80, max: 0xff }).map((code) => String.fromCharCode(code)) }),
  );
  const names = ['accept', 'accept-encoding', 'accept-language', 'if-none-match', 'if-match', 'if-modified-since'];
  const others = ['if-unmodified-since', 'range', 'if-range', 'cookie', 'authorization', 'content-type', 'origin'];
  const forwarded = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded', 'x-real-ip', 'referer'];
  const overrides = ['x-http-method-override', 'x-original-url', 'x-rewrite-url', 'via', 'traceparent', 'user-agent'];
  return fc
    .tuple(
      toHeaders(Object.fromEntries([...names, ...others, ...forwarded, ...overrides].map((name) => [name, junk])), 12),
      toHeaders(
        {
          host: fc.constantFrom('', 'example.org', 'a:b:c', '[::1]:80', 'localhost/evil', 'a b', '@', 'x'.repeat(300)),
          'content-length': fc.constantFrom('0', '1', '-1', '1e3', '99999999999', 'x'),
          'transfer-encoding': fc.constantFrom('chunked', 'identity', 'gzip, chunked', 'x'),
          'content-encoding': fc.constantFrom('gzip', 'br', 'x'),
          'access-control-request-method': fc.constantFrom('GET', 'PUT', 'x'),
          'access-control-request-headers': junk,
          'accept-version': fc.constantFrom('1.x', '2.0.0', '*'),
          'if-none-match': fc.array(fc.constantFrom(...tags), { maxLength: 60 }).map((many) => many.join(',')),
        },
        8,
      ),
    )
    .map(([some, more]) => ({ ...some, ...more }));
}

/** Each header one time in `freq`. */
function toHeaders(values: Readonly<Record<string, fc.Arbitrary<string>>>, freq = 4): fc.Arbitrary<Headers> {
  const chances = Object.entries(values).map(([name, value]) =>
    fc.tuple(fc.nat(freq - 1), value).map(([chance, text]) => (chance === 0 ? { [name]: text } : {})),
  );
  return fc.tuple(...chances).map((some) => Object.assign({}, ...some));
}
