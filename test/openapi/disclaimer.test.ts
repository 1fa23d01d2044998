import { readFileSync } from 'node:fs';
import t from 'tap';
import { type Described, findBareWords } from './prover.js';

const text = readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8');
const read = (): Described => JSON.parse(text);

t.test('no answer of the service can hold words of an expert without requiring the disclaimer', async (t) => {
  const { bare, met } = findBareWords(read());
  t.same(bare, []);
  const known = ['AnswerBody.text', 'AnswerBody.html', 'Anchor.exact', 'SeekCare.when', 'Recommendation.purpose'];
  const others = ['Rationale.timing', 'Snippet.html', 'LinkedAnswer.text', 'LinkedQuotation.text'];
  t.same(
    [...known, ...others].filter((place) => !met.includes(place)),
    [],
    'the walk met them all',
  );
});

t.test('the proof fails when a disclaimer may be missing', async (t) => {
  const members = ['disclaimer', 'disclaimers', 'usageInfo'];
  // What is stored names its disclaimer by id: the page of a sync that it is on carries the text.
  const stored = ['Question', 'Exercise'];
  const holders = Object.entries(read().components.schemas).filter(
    ([name, { required = [] }]) =>
      members.some((member) => required.includes(member)) && name !== 'LinkedAnswer' && !stored.includes(name),
  );
  t.ok(holders.length >= 8, `${holders.length} schemas require a disclaimer`);
  for (const [name] of holders) {
    // A summary has no words of an answer of its own: it requires a disclaimer for the search hit that extends it.
    if (name === 'QuestionSummary') continue;
    const document = read();
    // The exercise around its uses has a disclaimer, too.
    for (const one of name === 'ExerciseUse' ? [name, 'ExerciseDetail'] : [name]) {
      const schema = document.components.schemas[one] ?? {};
      schema.required = schema.required?.filter((member) => !members.includes(member)) ?? [];
    }
    t.not(findBareWords(document).bare.length, 0, name);
  }
});

t.test('the proof fails when a disclaimer may be null, empty or something else', async (t) => {
  const mutations: Record<string, (schemas: Described['components']['schemas']) => void> = {
    null: ({ Article }) => {
      const properties = Article?.properties ?? {};
      properties.disclaimer = { anyOf: [properties.disclaimer ?? {}, { type: 'null' }] };
    },
    'of another type': ({ Article }) => {
      const properties = Article?.properties ?? {};
      properties.disclaimer = { type: 'string' };
    },
    'without text': ({ Disclaimer }) => {
      if (Disclaimer) Disclaimer.required = ['id'];
    },
    'with a text that may be null': ({ Disclaimer }) => {
      const text = Disclaimer?.properties?.text;
      if (text) text.type = ['string', 'null'];
    },
    'with an empty text': ({ LinkedDisclaimer }) => {
      const text = LinkedDisclaimer?.properties?.text;
      if (text) text.minLength = 0;
    },
  };
  for (const [what, mutate] of Object.entries(mutations)) {
    const document = read();
    mutate(document.components.schemas);
    t.not(findBareWords(document).bare.length, 0, what);
  }
});

t.test('the proof fails when words are added where no disclaimer is', async (t) => {
  const document = read();
  const properties = document.components.schemas.TopicEntry?.properties ?? {};
  properties.quotation = { $ref: '#/components/schemas/Anchor' };
  t.match(findBareWords(document).bare, ['listTopics: Anchor.exact']);
  const other = read();
  const author = other.components.schemas.AuthorEntry?.properties ?? {};
  author.advice = { type: 'string' };
  t.same(
    findBareWords(other).bare,
    ['listAuthors: AuthorEntry.advice'],
    'new prose counts as words until it is told apart',
  );
});
