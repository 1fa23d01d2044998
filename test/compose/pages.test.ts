import t from 'tap';
import { composeAnswer } from '../../src/compose/answer.js';
import { composeAuthor } from '../../src/compose/author.js';
import { composeExercise } from '../../src/compose/exercise.js';
import { composeAnswers, composeRecommendations } from '../../src/compose/question-pages.js';
import { composeTopic } from '../../src/compose/topic.js';
import { anonymous, author, disclaimer, exercise, named, question, related, topic } from './knee.js';
import { at, published, toParts } from './versions.js';

const parts = toParts({
  disclaimer: [published('disclaimer', disclaimer)],
  topic: [published('topic', topic)],
  author: [published('author', author)],
  exercise: [published('exercise', exercise)],
  question: [published('question', question), published('question', related)],
  answer: [published('answer', named, 5), published('answer', anonymous)],
});
const page = { limit: 1, hasMore: false, nextCursor: null };

t.test('an answer on its own has its question, its place and its disclaimer', async (t) => {
  const answer = composeAnswer(published('answer', anonymous), parts);
  t.equal(answer.position, 2);
  t.same(answer.question, { type: 'question', id: 'knee', slug: 'why-does-my-knee-hurt', title: question.title });
  t.same(answer.disclaimer, disclaimer);
});

t.test('the answers to a question come in pages that neither repeat nor skip', async (t) => {
  const knee = published('question', question);
  const first = composeAnswers(knee, parts, { limit: 1, after: undefined });
  t.same(first.next, { rank: 0, id: 'knee.ann' });
  const second = composeAnswers(knee, parts, { limit: 1, after: first.next });
  t.equal(second.next, undefined);
  const ids = [first, second].flatMap(({ body }) => body(page).data.map(({ id }) => id));
  t.same(ids, ['knee.ann', 'knee.other']);
  t.same(second.body(page).disclaimer, disclaimer, 'with the disclaimer beside them');
});

t.test('a page may be as long as the list', async (t) => {
  const { next } = composeAnswers(published('question', question), parts, { limit: 2, after: undefined });
  t.equal(next, undefined);
});

t.test('each recommendation says whose answer it is from', async (t) => {
  const knee = published('question', question);
  const first = composeRecommendations(knee, parts, { limit: 1, after: undefined });
  const second = composeRecommendations(knee, parts, { limit: 1, after: first.next });
  t.same(first.body(page).data[0]?.answer, { id: 'knee.ann', attribution: { kind: 'named', author } });
  t.equal(first.body(page).data[0]?.purpose, 'weak hips');
  t.equal(second.body(page).data[0]?.timing, 'weekly');
  t.equal(second.next, undefined);
});

t.test('an author comes with the answers, and is as new as they are', async (t) => {
  const answers = { items: [published('answer', named, 5)], next: { rank: 1, id: 'knee.ann' } };
  const { body, next } = composeAuthor(published('author', author), answers, parts);
  t.same(next, answers.next);
  t.equal(body(page).updatedAt, at(5));
  t.same(body(page).answers.data[0]?.disclaimer, disclaimer);
});

t.test('an exercise comes with every place that recommends it, and the disclaimer of each', async (t) => {
  const answers = { items: [published('answer', named, 5)], next: undefined };
  const detail = composeExercise(published('exercise', exercise), answers, parts).body(page);
  const [use] = detail.recommendations.data;
  t.same(
    use?.rationales.map(({ purpose, timing }) => [purpose, timing]),
    [
      ['weak hips', null],
      [null, 'weekly'],
    ],
  );
  t.same(use?.disclaimer, disclaimer);
});

t.test('a topic comes with its related topics and its questions', async (t) => {
  const walking = { ...topic, id: 'walking', slug: 'walking', related: ['running'] };
  const questions = { items: [published('question', question, 7)], next: undefined };
  const detail = composeTopic(published('topic', walking), questions, parts).body(page);
  t.same(
    detail.related.map(({ id }) => id),
    ['running'],
  );
  t.equal(detail.questions.data[0]?.answerCount, 2);
  t.equal(detail.updatedAt, at(7));
});
