import type { AnswerList } from '../schemas/question-list.js';
import type { RecommendationList } from '../schemas/recommendation.js';
import type { PageRequest } from '../store/store.js';
import { listRecommendations, toArticleAnswer, toAttribution, toRecommendation } from './answer.js';
import { toDisclaimer, toQuestionLink } from './members.js';
import { cut, type Paged } from './paged.js';
import { type Published, type PublishedParts, Shown } from './shown.js';

/** A page of the answers to a question, in their order. `parts` is as for the article. */
export function composeAnswers(
  version: Published<'question'>,
  parts: PublishedParts,
  request: PageRequest,
): Paged<AnswerList> {
  const shown = new Shown(version, parts);
  const answers = shown.listAnswers(version.resource.answers);
  const { items, next } = cut(answers, request);
  const question = toQuestionLink(version.resource);
  const data = items.map((answer) => toArticleAnswer(answer, shown));
  const disclaimer = toDisclaimer(shown.get('disclaimer', version.resource.disclaimer));
  return { body: (page) => ({ question, data, page, disclaimer }), next };
}

/** A page of the recommendations of all answers, in the order of the answers. `parts` is as for the article. */
export function composeRecommendations(
  version: Published<'question'>,
  parts: PublishedParts,
  request: PageRequest,
): Paged<RecommendationList> {
  const shown = new Shown(version, parts);
  const recommendations = shown
    .listAnswers(version.resource.answers)
    .flatMap((answer) =>
      listRecommendations(answer, shown).map((recommendation) => ({ id: answer.id, answer, recommendation })),
    );
  const { items, next } = cut(recommendations, request);
  const question = toQuestionLink(version.resource);
  const data = items.map(({ answer, recommendation }) => ({
    ...toRecommendation(recommendation, shown),
    answer: { id: answer.id, attribution: toAttribution(answer.attribution, shown) },
  }));
  const disclaimer = toDisclaimer(shown.get('disclaimer', version.resource.disclaimer));
  return { body: (page) => ({ question, data, page, disclaimer }), next };
}
