// The content model in Directus: a collection for each kind of thing, relations between them, readable by everybody.

const string = (field) => ({ field, type: 'string', schema: {}, meta: {} });
const text = (field) => ({ field, type: 'text', schema: {}, meta: {} });
const json = (field) => ({ field, type: 'json', schema: {}, meta: { special: ['cast-json'] } });
const whole = (field) => ({ field, type: 'integer', schema: {}, meta: {} });
const key = { field: 'id', type: 'string', schema: { is_primary_key: true, length: 255 }, meta: {} };
const counted = { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true }, meta: {} };
const anchor = [text('exact'), text('prefix'), text('suffix'), whole('starts_at'), whole('ends_at')];
const isIn = (field) => ({ field, type: 'string', schema: {}, meta: { special: ['m2o'] } });
const list = (field, special = 'o2m') => ({ field, type: 'alias', schema: null, meta: { special: [special] } });

const collections = {
  disclaimers: [key, string('locale'), text('text')],
  topics: [key, string('slug'), string('name'), text('summary')],
  authors: [
    ...[key, string('slug'), string('name'), string('specialty')],
    ...[json('credentials'), json('organisation'), json('profile')],
  ],
  exercises: [
    ...[key, string('slug'), string('name'), string('kind'), text('description')],
    ...[json('targetAreas'), json('equipment'), json('cautions'), json('media')],
  ],
  questions: [
    ...[key, string('slug'), string('locale'), string('title'), isIn('disclaimer')],
    ...[list('answers'), list('topics', 'm2m')],
  ],
  answers: [
    ...[key, isIn('question'), whole('sort'), string('attribution'), isIn('author'), text('text'), text('html')],
    ...[list('recommendations'), list('seek_care')],
  ],
  recommendations: [
    counted,
    isIn('answer'),
    whole('sort'),
    isIn('exercise'),
    text('purpose'),
    text('timing'),
    ...anchor,
  ],
  seek_care: [counted, isIn('answer'), whole('sort'), text('advice'), ...anchor],
  questions_topics: [counted, isIn('questions_id'), isIn('topics_id')],
};

/** Many, by which field, to one, under which name there, in which order. */
const relations = [
  ['questions', 'disclaimer', 'disclaimers'],
  ['answers', 'question', 'questions', 'answers', 'sort'],
  ['answers', 'author', 'authors'],
  ['recommendations', 'answer', 'answers', 'recommendations', 'sort'],
  ['recommendations', 'exercise', 'exercises'],
  ['seek_care', 'answer', 'answers', 'seek_care', 'sort'],
  ['questions_topics', 'questions_id', 'questions', 'topics', null, 'topics_id'],
  ['questions_topics', 'topics_id', 'topics', null, null, 'questions_id'],
];

/** The policy of whoever did not log in; every Directus has it. */
const PUBLIC = 'abf8a154-5b1c-4a46-ac9c-7300570f4f17';

/** Makes the model in an empty Directus, and puts the rows in. */
export async function fillDirectus(url, admin, rows) {
  const { access_token: token } = await send(`${url}/auth/login`, admin);
  const post = (path, body) => send(`${url}${path}`, body, { authorization: `Bearer ${token}` });
  for (const [collection, fields] of Object.entries(collections))
    await post('/collections', { collection, schema: {}, meta: {}, fields });
  for (const [
    collection,
    field,
    related_collection,
    one_field = null,
    sort_field = null,
    junction_field = null,
  ] of relations)
    await post('/relations', {
      ...{ collection, field, related_collection, schema: {} },
      meta: { one_field, sort_field, junction_field },
    });
  const access = { policy: PUBLIC, action: 'read', fields: ['*'], permissions: {}, validation: {} };
  for (const collection of Object.keys(collections)) await post('/permissions', { ...access, collection });
  for (const name of ['disclaimers', 'topics', 'authors', 'exercises']) await post(`/items/${name}`, rows[name]);
  const toTopics = (topics) => topics.map((topics_id) => ({ topics_id }));
  await post(
    '/items/questions',
    rows.questions.map((question) => ({ ...question, topics: toTopics(question.topics) })),
  );
  await post('/items/answers', rows.answers);
}

async function send(address, body, headers = {}) {
  const response = await fetch(address, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) },
  });
  if (!response.ok)
    throw new Error(`Directus answers ${response.status} to ${new URL(address).pathname}: ${await response.text()}`);
  return response.status === 204 ? undefined : (await response.json()).data;
}
