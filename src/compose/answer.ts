import type { Answer, Attribution, Recommendation } from '../schemas/answer.js';
import type { AnswerDetail, ArticleAnswer } from '../schemas/article.js';
import { toAnchor, toAuthor, toDisclaimer, toExercise, toQuestionLink } from './members.js';
import { type Published, type PublishedParts, Shown } from './shown.js';

export function toAttribution(attribution: Answer['attribution'], shown: Shown): Attribution {
  if (attribution.kind !== 'named') return attribution;
  return { kind: 'named', author: toAuthor(shown.get('author', attribution.author)) };
}

export function toRecommendation(recommendation: Answer['recommendations'][number], shown: Shown): Recommendation {
  const { exercise, purpose, timing, anchor } = recommendation;
  return { exercise: toExercise(shown.get('exercise', exercise)), purpose, timing, anchor: toAnchor(anchor) };
}

/** Those whose exercise can be shown. */
export function listRecommendations({ recommendations }: Answer, shown: Shown): Answer['recommendations'] {
  return recommendations.filter(({ exercise }) => shown.has('exercise', exercise));
}

export function toArticleAnswer(answer: Answer, shown: Shown): ArticleAnswer {
  return {
    type: 'answer',
    id: answer.id,
    attribution: toAttribution(answer.attribution, shown),
    body: { text: answer.body.text, html: answer.body.html },
    recommendations: listRecommendations(answer, shown).map((recommendation) =>
      toRecommendation(recommendation, shown),
    ),
    seekCare: answer.seekCare.map(({ when, anchor }) => ({ when, anchor: toAnchor(anchor) })),
  };
}

/** An answer on its own. `parts` holds its question, author, exercises and disclaimer. */
export function composeAnswer(version: Published<'answer'>, parts: PublishedParts): AnswerDetail {
  const shown = new Shown(version, parts);
  const answer = version.resource;
  const question = shown.get('question', answer.question);
  return {
    ...toArticleAnswer(answer, shown),
    question: toQuestionLink(question),
    position: question.answers.indexOf(answer.id) + 1,
    disclaimer: toDisclaimer(shown.get('disclaimer', question.disclaimer)),
    ...shown.stamps(),
  };
}
