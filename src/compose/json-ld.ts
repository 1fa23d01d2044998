import type { Answer } from '../schemas/answer.js';
import type { Exercise } from '../schemas/exercise.js';
import type { LinkedAnswer, LinkedArticle, LinkedAuthor, LinkedExercisePlan } from '../schemas/json-ld.js';
import type { Question } from '../schemas/question.js';
import { listRecommendations } from './answer.js';
import { type Published, type PublishedParts, Shown } from './shown.js';

// What is unknown is left out: in JSON-LD `null` means that a value was removed.

function toLinkedAuthor(attribution: Answer['attribution'], shown: Shown): LinkedAuthor | null {
  if (attribution.kind === 'anonymous') return null;
  if (attribution.kind === 'organisation') {
    const { name, url } = attribution.organisation;
    return { '@type': 'Organization', name, ...(url === null ? {} : { url }) };
  }
  const { id, name, credentials, specialty, organisation, profile } = shown.get('author', attribution.author);
  return {
    '@type': 'Person',
    identifier: id,
    name,
    ...(credentials === null ? {} : { honorificSuffix: credentials }),
    ...(specialty === null ? {} : { knowsAbout: specialty }),
    ...(organisation === null ? {} : { affiliation: { '@type': 'Organization', name: organisation } }),
    ...(profile === null ? {} : { url: profile }),
  };
}

function toAnatomy(areas: Exercise['targetAreas']): LinkedExercisePlan['associatedAnatomy'] {
  return areas.flatMap(({ clinical, plain }) => {
    const name = clinical ?? plain;
    if (name === null) return [];
    const alternate = clinical === null || plain === null ? {} : { alternateName: plain };
    return [{ '@type': 'AnatomicalStructure', name, ...alternate }];
  });
}

function toExercisePlan(recommendation: Answer['recommendations'][number], shown: Shown): LinkedExercisePlan {
  const { id, name, kind, description, targetAreas } = shown.get('exercise', recommendation.exercise);
  const { purpose, timing, anchor } = recommendation;
  return {
    '@type': 'ExercisePlan',
    identifier: id,
    name,
    exerciseType: kind,
    ...(description === null ? {} : { description }),
    associatedAnatomy: toAnatomy(targetAreas),
    ...(purpose === null ? {} : { about: { '@type': 'Thing', name: purpose } }),
    ...(timing === null ? {} : { activityFrequency: { '@type': 'QualitativeValue', name: timing } }),
    isBasedOn: { '@type': 'Quotation', text: anchor.exact },
  };
}

function toLinkedAnswer(answer: Answer, position: number, disclaimer: string, shown: Shown): LinkedAnswer {
  const author = toLinkedAuthor(answer.attribution, shown);
  return {
    '@type': 'Answer',
    '@id': `#answer/${answer.id}`,
    position,
    ...(author === null ? {} : { author }),
    text: answer.body.text,
    mentions: listRecommendations(answer, shown).map((recommendation) => toExercisePlan(recommendation, shown)),
    citation: answer.seekCare.map(({ when, anchor }) => ({
      '@type': 'Quotation',
      text: anchor.exact,
      ...(when === null ? {} : { abstract: when }),
      genre: 'seek-care advice',
    })),
    usageInfo: { '@id': disclaimer },
  };
}

function toProvenance({ review, source, rights }: Question) {
  return {
    ...(review === null
      ? {}
      : { lastReviewed: review.reviewedOn, ...(review.reviewedBy === null ? {} : { reviewedBy: review.reviewedBy }) }),
    ...(source === null
      ? {}
      : {
          isBasedOn: {
            '@type': 'CreativeWork' as const,
            sourceOrganization: { '@type': 'Organization' as const, name: source.name },
            ...(source.url === null ? {} : { url: source.url }),
          },
        }),
    ...(rights?.holder == null ? {} : { copyrightHolder: rights.holder }),
    ...(rights?.statement == null ? {} : { copyrightNotice: rights.statement }),
    ...(rights?.licence?.url == null ? {} : { license: rights.licence.url }),
  };
}

/** The article as schema.org JSON-LD. `parts` is as for the article. */
export function composeJsonLd(version: Published<'question'>, parts: PublishedParts): LinkedArticle {
  const shown = new Shown(version, parts);
  const question = version.resource;
  const { id, locale, title } = question;
  const disclaimer = shown.get('disclaimer', question.disclaimer);
  const disclaimerName = `#disclaimer/${disclaimer.id}`;
  const about = shown
    .list('topic', question.topics)
    .map(({ name, summary }) => ({ '@type': 'Thing' as const, name, description: summary }));
  const suggestedAnswer = shown
    .listAnswers(question.answers)
    .map((answer, index) => toLinkedAnswer(answer, index + 1, disclaimerName, shown));
  const { publishedAt, updatedAt } = shown.stamps();
  return {
    '@context': 'https://schema.org',
    '@type': 'MedicalWebPage',
    name: title,
    inLanguage: locale,
    datePublished: publishedAt,
    dateModified: updatedAt,
    about,
    mainEntity: {
      '@type': 'Question',
      identifier: id,
      name: title,
      answerCount: suggestedAnswer.length,
      suggestedAnswer,
    },
    usageInfo: { '@type': 'CreativeWork', '@id': disclaimerName, inLanguage: disclaimer.locale, text: disclaimer.text },
    ...toProvenance(question),
  };
}
