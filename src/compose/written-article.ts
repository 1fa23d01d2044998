import { toArticleAnswer, toAttribution } from './answer.js';
import { toAuthor, toDisclaimer, toExercise, toQuestionLink, toTopicSummary } from './members.js';
import { readWritten } from './read-answer.js';
import { type Published, type PublishedParts, Shown } from './shown.js';
import { writeRecommendations, writeSeekCare } from './written-answer.js';

/** What very many articles show is written once, for as long as it is kept. */
const written = new WeakMap<object, string>();

function writeOnce<T extends object>(resource: T, toMember: (resource: T) => object): string {
  const known = written.get(resource);
  if (known !== undefined) return known;
  const text = JSON.stringify(toMember(resource));
  written.set(resource, text);
  return text;
}

const members = (value: object) => JSON.stringify(value).slice(1, -1);

function writeAttribution(attribution: string, shown: Shown): string {
  const parsed = JSON.parse(attribution);
  if (parsed.kind !== 'named') return JSON.stringify(toAttribution(parsed, shown));
  return `{"kind":"named","author":${writeOnce(shown.get('author', parsed.author), toAuthor)}}`;
}

function writeAnswer(answer: Published<'answer'>, shown: Shown): string {
  const cut = readWritten(answer);
  const recommendations =
    cut &&
    writeRecommendations(cut.recommendations, (id) =>
      shown.has('exercise', id) ? writeOnce(shown.get('exercise', id), toExercise) : undefined,
    );
  const seekCare = cut && writeSeekCare(cut.seekCare);
  if (cut === undefined || recommendations === undefined || seekCare === undefined)
    return JSON.stringify(toArticleAnswer(answer.resource, shown));
  const attribution = writeAttribution(cut.attribution, shown);
  const body = `{"text":${cut.text},"html":${cut.html}}`;
  return `{${members({ type: 'answer', id: answer.id })},"attribution":${attribution},"body":${body},"recommendations":[${recommendations}],"seekCare":[${seekCare}]}`;
}

/** The JSON of what `composeArticle` gives, without parsing what is shown as it is written. */
export function writeArticle(version: Published<'question'>, parts: PublishedParts): string {
  const shown = new Shown(version, parts);
  const { id, slug, locale, title, answers, topics, related, review, source, rights, disclaimer } = version.resource;
  const own = members({ type: 'question', id, slug, locale, title });
  const writtenAnswers = shown.takeAnswers(answers).map((answer) => writeAnswer(answer, shown));
  const writtenTopics = shown.list('topic', topics).map((topic) => writeOnce(topic, toTopicSummary));
  const rest = members({ related: shown.list('question', related).map(toQuestionLink), review, source, rights });
  const writtenDisclaimer = writeOnce(shown.get('disclaimer', disclaimer), toDisclaimer);
  const stamps = members(shown.stamps());
  return `{${own},"answers":[${writtenAnswers}],"topics":[${writtenTopics}],${rest},"disclaimer":${writtenDisclaimer},${stamps}}`;
}
