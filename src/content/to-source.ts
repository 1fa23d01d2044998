import type { ResourceOf } from '../schemas/resource.js';
import type { SourceAnswer, SourceQuestion, SourceRecord } from '../schemas/source.js';
import { toSourceAnchor } from './anchors.js';

/** The record that states a resource: members in the order of the format, what is unknown or empty left out. */
export function toSourceRecord(resource: ResourceOf['disclaimer' | 'topic' | 'author' | 'exercise']): SourceRecord {
  switch (resource.type) {
    case 'disclaimer':
      return { type: resource.type, id: resource.id, locale: resource.locale, text: resource.text };
    case 'topic': {
      const { type, id, slug, name, summary, related } = resource;
      return { type, id, slug, name, summary, ...filled({ related }) };
    }
    case 'author': {
      const { type, id, slug, name, specialty, credentials, organisation, profile } = resource;
      return { type, id, slug, name, ...filled({ specialty, credentials, organisation, profile }) };
    }
    case 'exercise': {
      const { type, id, slug, name, kind, description, targetAreas, equipment, cautions, media, disclaimer } = resource;
      return {
        type,
        id,
        slug,
        name,
        kind,
        ...filled({
          description,
          targetAreas: targetAreas.map(({ clinical, plain }) => filled({ clinical, plain })),
          equipment,
          cautions,
          media: media.map(({ url, mediaType, title, credit, licence }) => ({
            url,
            mediaType,
            ...filled({ title, credit }),
            licence: toLicence(licence),
          })),
        }),
        disclaimer,
      };
    }
  }
}

export interface PublishedAnswer {
  readonly answer: ResourceOf['answer'];
  readonly source: string;
}

export function toSourceQuestion(
  question: ResourceOf['question'],
  answers: readonly PublishedAnswer[],
): SourceQuestion {
  const { type, id, slug, locale, title, topics, related, disclaimer, review, source, rights } = question;
  return {
    type,
    id,
    slug,
    locale,
    title,
    ...filled({ topics, related }),
    disclaimer,
    ...filled({
      review: review && {
        reviewedOn: review.reviewedOn,
        ...filled({ reviewedBy: review.reviewedBy, nextReviewDue: review.nextReviewDue }),
      },
      source: source && { name: source.name, ...filled({ url: source.url, retrievedOn: source.retrievedOn }) },
      rights: rights && {
        ...filled({
          holder: rights.holder,
          licence: rights.licence && toLicence(rights.licence),
          statement: rights.statement,
        }),
      },
    }),
    answers: answers.map(toSourceAnswer),
  };
}

function toSourceAnswer({ answer, source }: PublishedAnswer): SourceAnswer {
  const { id, attribution, recommendations, seekCare, body } = answer;
  return {
    id,
    attribution:
      attribution.kind === 'organisation'
        ? {
            kind: attribution.kind,
            organisation: { name: attribution.organisation.name, ...filled({ url: attribution.organisation.url }) },
          }
        : attribution.kind === 'named'
          ? { kind: attribution.kind, author: attribution.author }
          : { kind: attribution.kind },
    ...filled({
      recommendations: recommendations.map(({ exercise, purpose, timing, anchor }) => ({
        exercise,
        ...filled({ purpose, timing }),
        anchor: toSourceAnchor(body.text, anchor),
      })),
      seekCare: seekCare.map(({ when, anchor }) => ({
        ...filled({ when }),
        anchor: toSourceAnchor(body.text, anchor),
      })),
    }),
    body: source,
  };
}

function toLicence({ name, url }: { name: string; url: string | null }): { name: string; url?: string } {
  return { name, ...filled({ url }) };
}

/** The members that say something: no `null`, no empty list. */
function filled<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const said: { [K in keyof T]?: NonNullable<T[K]> } = {};
  for (const name of keysOf(members)) {
    const value = members[name];
    if (value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)) said[name] = value;
  }
  return said;
}

function keysOf<T extends object>(value: T): (keyof T)[] {
  const names: (keyof T)[] = [];
  for (const name in value) names.push(name);
  return names;
}
