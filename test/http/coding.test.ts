import t from 'tap';
import { listAcceptedCodings } from '../../src/http/coding.js';

const cases: readonly (readonly [string | undefined, readonly string[]])[] = [
  [undefined, ['identity']],
  ['', ['identity']],
  ['gzip', ['gzip', 'identity']],
  ['x-gzip', ['gzip', 'identity']],
  ['gzip, br', ['br', 'gzip', 'identity']],
  ['gzip, deflate, br, zstd', ['br', 'gzip', 'identity']],
  ['br;q=0.5, gzip;q=0.8', ['gzip', 'br', 'identity']],
  ['GZIP;Q=1', ['gzip', 'identity']],
  ['gzip;q=0', ['identity']],
  ['identity', ['identity']],
  ['identity;q=1, gzip;q=0.5', ['identity', 'gzip']],
  ['identity;q=0', []],
  ['*;q=0', []],
  ['gzip, *;q=0', ['gzip']],
  ['gzip, identity;q=0', ['gzip']],
  ['*', ['br', 'gzip', 'identity']],
  ['*;q=0.1, br;q=0', ['gzip', 'identity']],
  ['identity;q=0.5, *;q=0', ['identity']],
  ['deflate', ['identity']],
  ['gzip;q=banana', ['identity']],
  ['gzip;q=1.5', ['identity']],
  [',,gzip,,', ['gzip', 'identity']],
];

for (const [header, codings] of cases) {
  t.test(`Accept-Encoding: ${header}`, async (t) => t.same(listAcceptedCodings(header), codings));
}
