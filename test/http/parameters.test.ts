import t from 'tap';
import { openQuestions } from '../support/open-questions.js';

const refused: readonly (readonly [query: string, faults: readonly (readonly [string | undefined, string])[]])[] = [
  ['nope=1', [['nope', 'unknown']]],
  ['Limit=1', [['Limit', 'unknown']]],
  ['__proto__=1', [['__proto__', 'unknown']]],
  [
    'constructor=1&toString=1',
    [
      ['constructor', 'unknown'],
      ['toString', 'unknown'],
    ],
  ],
  ['limit=1&limit=1', [['limit', 'repeated']]],
  ['limit=1&%6Cimit=2', [['limit', 'repeated']]],
  ['limit[]=1', [['limit[]', 'unknown']]],
  ['limit=', [['limit', 'empty']]],
  ['limit', [['limit', 'empty']]],
  [
    '&',
    [
      [undefined, 'empty'],
      [undefined, 'empty'],
    ],
  ],
  ['=1', [[undefined, 'empty']]],
  ['limit=0', [['limit', 'range']]],
  ['limit=101', [['limit', 'range']]],
  ['limit=99999999999999999999', [['limit', 'range']]],
  ['revision=9007199254740992', [['revision', 'range']]],
  ['revision=0', [['revision', 'range']]],
  ...['1e1', '%2B5', '+5', '05', '-1', '1.0', '0x10', '%31%30%20', '١', 'NaN', 'null', 'true'].map(
    (value) => [`limit=${value}`, [['limit', 'integer']]] as const,
  ),
  ['topic=a%00b', [['topic', 'control']]],
  ['topic=a%0Ab', [['topic', 'control']]],
  ['topic=a%7Fb', [['topic', 'control']]],
  ['topic=%C2%85', [['topic', 'control']]],
  ['topic=Knees', [['topic', 'pattern']]],
  [`topic=${'a'.repeat(129)}`, [['topic', 'length']]],
  ['topic=%ff', [['topic', 'encoding']]],
  ['topic=%zz', [['topic', 'encoding']]],
  ['%ff=1', [[undefined, 'encoding']]],
  ['view=all', [['view', 'enum']]],
  ['cursor=a+b', [['cursor', 'pattern']]],
  [
    'nope=1&limit=05&cursor=&topic=a%00',
    [
      ['nope', 'unknown'],
      ['limit', 'integer'],
      ['cursor', 'empty'],
      ['topic', 'control'],
    ],
  ],
];

t.test('a query that is not exactly what is documented', async (t) => {
  const { get } = await openQuestions(t, 1);
  for (const [query, expected] of refused) {
    t.test(`?${query.slice(0, 60)} is refused, and each parameter named`, async (t) => {
      const answer = await get(`/v1/questions?${encodeURI(query).replaceAll('%25', '%')}`);
      t.equal(answer.statusCode, 400);
      const { errors }: { errors: { parameter?: string; code: string }[] } = answer.json();
      t.same(
        errors.map(({ parameter, code }) => [parameter, code]),
        expected,
      );
    });
  }
});

t.test('a parameter without a name is told by its place', async (t) => {
  const { get } = await openQuestions(t, 1);
  const problemOf = async (query: string) => (await get(`/v1/questions?${query}`)).json();
  t.match(await problemOf('limit=1&&topic=x'), {
    detail: 'A parameter without a readable name cannot be accepted; see `errors`.',
    errors: [{ code: 'empty', detail: 'Parameter 2 of the query has no name: take out the `&` that is too much.' }],
  });
  t.match(await problemOf('a=1&=2&%ff=3'), {
    detail: 'The parameter `a`, and others without a readable name, cannot be accepted; see `errors`.',
    errors: [
      { parameter: 'a', code: 'unknown' },
      { code: 'empty', detail: 'Parameter 2 of the query has no name: what is before its `=` is empty.' },
      { code: 'encoding', detail: 'The name of parameter 3 of the query is not percent-encoded UTF-8.' },
    ],
  });
  t.match((await problemOf('%ff')).detail, 'A parameter without a readable name cannot be accepted');
});

t.test('as many faults as there are, but no more than a hundred are told', async (t) => {
  const { get } = await openQuestions(t, 1);
  const { errors }: { errors: unknown[] } = (await get(`/v1/questions?${'x&'.repeat(500)}`)).json();
  t.equal(errors.length, 100);
});

t.test('an operation without parameters takes none', async (t) => {
  const { get } = await openQuestions(t, 1);
  for (const url of [
    '/v1',
    '/v1/revisions/latest',
    '/livez',
    '/readyz',
    '/v1/openapi.json',
    '/.well-known/api-catalog',
  ]) {
    const answer = await get(`${url}?x=1`);
    t.match(answer.json(), {
      status: 400,
      errors: [{ parameter: 'x', code: 'unknown', detail: 'This takes no parameters.' }],
    });
    t.equal((await get(`${url}?`)).statusCode, 200);
  }
});

t.test('nothing that is sent fails the service', async (t) => {
  const { request } = await openQuestions(t, 1);
  const parts = [
    '%00',
    '%',
    '%F0%9F%A6%B5',
    '..',
    '%2e%2e%2f',
    "'",
    '"',
    '*',
    '(',
    ':',
    ';',
    '\\',
    '{',
    '[',
    '%0d%0a',
    '-',
    '$',
    '|',
    'OR 1=1',
    'NEAR',
    '^',
  ];
  const paths = [
    '/v1/questions/',
    '/v1/search?q=',
    '/v1/questions?topic=',
    '/v1/questions?cursor=',
    '/docs/static/',
    '/problems/',
    '/v1/answers/',
    '/x',
  ];
  for (const path of paths) {
    for (const part of parts) {
      const url = `${path}${part.replaceAll(' ', '%20')}`;
      const { statusCode } = await request({
        url,
        headers: { accept: 'text/html;q=0, image/*', range: 'bytes=5-', 'if-match': '"x"' },
      });
      t.ok(statusCode < 500, `${url} gives ${statusCode}`);
    }
  }
});
