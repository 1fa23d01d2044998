import t from 'tap';
import { answer, by, openLibrary, question } from './library.js';

const ids = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);
const find = (q: string, rest = '') => `/v1/search?q=${encodeURIComponent(q)}${rest}`;

t.test('a hit shows the question, the words that were found, whose they are, and the disclaimer', async (t) => {
  const answers = [answer('a.1', by('ann')), answer('a.2', { kind: 'anonymous' }, ['squat'])];
  const { read } = await openLibrary(t, question('a', { answers }));
  const { data, page } = await read(find('squat'));
  t.same(page, { limit: 20, hasMore: false, nextCursor: null });
  t.match(data[0], {
    type: 'question',
    id: 'a',
    answerCount: 2,
    disclaimer: { text: 'Ask your doctor.' },
    highlights: {
      title: { text: 'Is it a?', html: 'Is it a?' },
      snippet: { answer: 'a.2', attribution: { kind: 'anonymous' }, html: /<mark>squat<\/mark>/ },
    },
  });
});

t.test('words must all occur, phrases in order, and what follows a minus not at all', async (t) => {
  const { read } = await openLibrary(
    t,
    question('a', { title: 'Knee pain at night' }),
    question('b', { title: 'Pain in the knees' }),
    question('c', { title: 'Back pain' }),
  );
  const expected: Record<string, string[]> = {
    'knee pain': ['a', 'b'],
    '"knee pain"': ['a'],
    'pain -knee': ['c'],
    'pain -"at night"': ['b', 'c'],
    elbow: [],
  };
  for (const [q, found] of Object.entries(expected)) t.same(ids(await read(find(q))).sort(), found, q);
});

t.test('hits can be filtered and paged, each once', async (t) => {
  const { read } = await openLibrary(
    t,
    question('a', { topics: ['knees'] }),
    question('b'),
    question('c', { topics: ['knees'] }),
  );
  t.same(ids(await read(find('rest', '&topic=about-knees'))).sort(), ['a', 'c']);
  t.same(ids(await read(find('rest', '&topic=unheard-of'))), []);
  const found: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { data: { id: string }[]; page: { nextCursor: string | null } } = await read(
      find('rest', `&limit=1${cursor && `&cursor=${cursor}`}`),
    );
    found.push(...ids(page));
    cursor = page.page.nextCursor;
  }
  t.same(found.sort(), ['a', 'b', 'c']);
});

t.test('a search at a revision finds what was there then', async (t) => {
  const { publish, read } = await openLibrary(t, question('a'));
  await publish(question('a', { title: 'Something else' }), question('b'));
  t.same(ids(await read(find('rest', '&revision=1'))), ['a']);
  t.same(ids(await read(find('"is it a"', '&revision=1'))), ['a']);
  t.same(ids(await read(find('"is it a"'))), []);
});

t.test('a search that looks for nothing is refused by name', async (t) => {
  const { get } = await openLibrary(t, question('a'));
  for (const q of ['-knee', '""', '***', '-', '!?', '%_']) {
    const { statusCode, body } = await get(find(q));
    t.equal(statusCode, 400, q);
    t.match(JSON.parse(body).errors, [{ parameter: 'q', code: 'no-term' }]);
  }
  t.equal((await get('/v1/search')).statusCode, 400, 'q is required');
  t.equal((await get(find('x'.repeat(201)))).statusCode, 400, 'and has a limit');
});

t.test('what looks like an operator, a quote or markup is looked for as it is', async (t) => {
  const { get, read } = await openLibrary(t, question('a', { title: 'Is 5 < 6 & "so"?' }));
  for (const q of ['a AND', 'NEAR(a b)', 'title:a', 'a*', '"unclosed', "'; DROP TABLE version", '%a_', '{a}', 'a^2']) {
    t.equal((await get(find(q))).statusCode, 200, q);
  }
  const { data } = await read(find('5'));
  t.equal(data[0].highlights.title.html, 'Is <mark>5</mark> &lt; 6 &amp; &quot;so&quot;?');
});
