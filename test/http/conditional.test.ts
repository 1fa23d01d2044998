import t from 'tap';
import { matchesEntityTag } from '../../src/http/conditional.js';

const etag = 'W/"abc-1"';
const matching = [
  'W/"abc-1"',
  '"abc-1"',
  '*',
  ' * ',
  '"x", W/"abc-1"',
  '"x","abc-1","y"',
  'W/"x" , "abc-1"',
  '"a,b", "abc-1"',
];
const other = [
  undefined,
  '',
  '"abc"',
  'abc-1',
  'W/"abc-1',
  '"x", "y"',
  'w/"ABC-1"',
  '"*"',
  '*, *',
  '"x abc-1"',
  'X"abc-1"',
];

for (const header of matching) {
  t.test(`If-None-Match: ${header} names the tag`, async (t) => t.equal(matchesEntityTag(header, etag), true));
}
for (const header of other) {
  t.test(`If-None-Match: ${header} does not`, async (t) => t.equal(matchesEntityTag(header, etag), false));
}
