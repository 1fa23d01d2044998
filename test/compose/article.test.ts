import t from 'tap';
import { composeArticle, composeQuestionSummary } from '../../src/compose/article.js';
import { anonymous, author, disclaimer, exercise, named, question, related, topic } from './knee.js';
import { at, type Content, published, toParts } from './versions.js';

const whole: Content = {
  disclaimer: [published('disclaimer', disclaimer)],
  topic: [published('topic', topic)],
  author: [published('author', author)],
  exercise: [published('exercise', exercise)],
  question: [published('question', related)],
  answer: [published('answer', named), published('answer', anonymous)],
};

const { disclaimer: _stands, ...recommended } = exercise;

t.test('an article is everything a reader must see, in one body', async (t) => {
  const article = composeArticle(published('question', question), toParts(whole));
  t.same(article, {
    type: 'question',
    id: 'knee',
    slug: 'why-does-my-knee-hurt',
    locale: 'en',
    title: 'Why does my knee hurt?',
    answers: [
      {
        type: 'answer',
        id: 'knee.ann',
        attribution: { kind: 'named', author },
        body: named.body,
        recommendations: named.recommendations.map((recommendation) => ({ ...recommendation, exercise: recommended })),
        seekCare: named.seekCare,
      },
      {
        type: 'answer',
        id: 'knee.other',
        attribution: { kind: 'anonymous' },
        body: anonymous.body,
        recommendations: [],
        seekCare: [],
      },
    ],
    topics: [{ type: 'topic', id: 'running', slug: 'running', name: 'Running', summary: 'All about it.' }],
    related: [{ type: 'question', id: 'hip', slug: 'why-does-my-hip-hurt', title: 'Why does my hip hurt?' }],
    review: null,
    source: null,
    rights: null,
    disclaimer,
    publishedAt: '1970-01-01T00:00:01.000Z',
    updatedAt: '1970-01-01T00:00:01.000Z',
  });
  t.equal(Object.keys(article).slice(0, 5).join(), 'type,id,slug,locale,title', 'in the order a person reads');
});

t.test('an article was updated when anything that it shows was', async (t) => {
  const changes: Record<string, Content> = {
    disclaimer: { disclaimer: [published('disclaimer', disclaimer, 9)] },
    topic: { topic: [published('topic', topic, 9)] },
    author: { author: [published('author', author, 9)] },
    exercise: { exercise: [published('exercise', exercise, 9)] },
    'related question': { question: [published('question', related, 9)] },
    answer: { answer: [published('answer', named), published('answer', anonymous, 9)] },
  };
  for (const [what, change] of Object.entries(changes)) {
    const article = composeArticle(published('question', question, 2), toParts({ ...whole, ...change }));
    t.equal(article.updatedAt, at(9), `the ${what}`);
    t.equal(article.publishedAt, at(1));
  }
});

t.test('a summary counts the answers and does not need them', async (t) => {
  const { disclaimer: disclaimers, topic: topics } = whole;
  const parts = toParts({ ...(disclaimers && { disclaimer: disclaimers }), ...(topics && { topic: topics }) });
  const summary = composeQuestionSummary(published('question', question, 3), parts);
  t.equal(summary.answerCount, 2);
  t.same(summary.disclaimer, disclaimer);
  t.equal(summary.updatedAt, at(3));
  t.notOk('answers' in summary);
});

t.test('a part that is missing is an error, never a hole in the article', async (t) => {
  t.throws(() => composeArticle(published('question', question), toParts({ ...whole, disclaimer: [] })), {
    message: 'The parts of question/knee lack disclaimer/general.',
  });
});
