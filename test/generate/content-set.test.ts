import t from 'tap';
import { composeArticle } from '../../src/compose/article.js';
import { publishPath } from '../../src/content/publish.js';
import { toNdjsonLine } from '../../src/content/write-source.js';
import { generateContentSet } from '../../src/generate/content-set.js';
import type { SourceQuestion } from '../../src/schemas/source.js';
import { openStore } from '../../src/store/open.js';

const generate = (questions: number, seed = '1') => [...generateContentSet({ questions, seed })];
const questionsOf = (records: ReturnType<typeof generate>) =>
  records.filter((record): record is SourceQuestion => record.type === 'question');

t.test('the same seed gives the same records, another one others', async (t) => {
  t.same(generate(50), generate(50));
  t.notSame(questionsOf(generate(50, '2')), questionsOf(generate(50)));
  t.equal(questionsOf(generate(50)).length, 50);
  t.equal(questionsOf(generate(1)).length, 1);
});

t.test('every reference is to a record that stands before', async (t) => {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const record of generate(2000)) {
    const referred = [
      ...('disclaimer' in record ? [`disclaimer/${record.disclaimer}`] : []),
      ...('related' in record ? (record.related ?? []).map((id) => `${record.type}/${id}`) : []),
    ];
    if (record.type === 'question') {
      referred.push(...(record.topics ?? []).map((id) => `topic/${id}`));
      for (const { attribution, recommendations = [] } of record.answers) {
        if (attribution.kind === 'named') referred.push(`author/${attribution.author}`);
        referred.push(...recommendations.map(({ exercise }) => `exercise/${exercise}`));
      }
    }
    faults.push(...referred.filter((name) => !seen.has(name)));
    seen.add(`${record.type}/${record.id}`);
  }
  t.same(faults, []);
});

t.test('a generated set publishes as it is: every anchor verifies, articles are as large as real ones', async (t) => {
  const folder = t.testdir({ 'set.ndjson': generate(600).map(toNdjsonLine).join('') });
  const store = await openStore(`sqlite:${folder}/content.db`, { migrate: true });
  t.teardown(() => store.close());
  const { revision } = await publishPath(store, `${folder}/set.ndjson`);
  const sizes: number[] = [];
  for (const { slug } of questionsOf(generate(600))) {
    const found = await store.findQuestion(slug, revision.revision);
    if (found.state !== 'live') throw new Error(`${slug} is ${found.state}.`);
    const article = composeArticle(found.value.question, found.value.parts);
    t.match(article.disclaimer.text, /generated text.*no advice/);
    sizes.push(Buffer.byteLength(JSON.stringify(article)));
  }
  sizes.sort((a, b) => a - b);
  const [median = 0, largest = 0] = [sizes[300], sizes[599]];
  t.ok(median > 5000 && median < 6600, `the median article has ${median} bytes`);
  t.ok(largest > 3 * median, `the largest has ${largest}`);
});

t.test('answers are of all kinds, and some things far more popular than others', async (t) => {
  const questions = questionsOf(generate(3000));
  const answers = questions.flatMap((question) => question.answers);
  t.same(new Set(questions.map((question) => question.answers.length)), new Set([1, 2, 3, 4, 5, 6]));
  t.same(new Set(answers.map(({ attribution }) => attribution.kind)), new Set(['named', 'anonymous', 'organisation']));
  t.equal(new Set(questions.map(({ locale }) => locale)).size, 4);
  t.ok(answers.some(({ seekCare }) => (seekCare ?? []).length > 0));
  const times = new Map<string, number>();
  for (const { topics = [] } of questions) for (const id of topics) times.set(id, (times.get(id) ?? 0) + 1);
  const [first = 0, second = 0, , , , , , tenth = 0] = [...times.values()].sort((a, b) => b - a);
  t.ok(first > 1.2 * second && second > 2 * tenth, `topics are used ${first}, ${second}, … ${tenth} times`);
});
