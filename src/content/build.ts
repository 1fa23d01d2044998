import type { Anchor } from '../schemas/anchor.js';
import type { ResourceOf } from '../schemas/resource.js';
import type { SourceAnchor, SourceAnswer, SourceQuestion, SourceRecord } from '../schemas/source.js';
import { isAnchorFault, resolveAnchor } from './anchors.js';
import { normaliseMarkdown, renderMarkdown } from './markdown.js';

/** A fault of a record whose schema is satisfied; `line` counts within the text at the pointer. */
export interface BuildFault {
  readonly pointer: string;
  readonly line?: number;
  readonly code: string;
  readonly detail: string;
}

export interface BuiltAnswer {
  readonly answer: ResourceOf['answer'];
  /** The Markdown, in its one spelling. */
  readonly source: string;
}

const MAX_TEXT = 200_000;
const MAX_HTML = 400_000;

/** A record other than a question as the resource it states: what was left out is `null` or empty. */
export function buildResource(
  record: Exclude<SourceRecord, SourceQuestion>,
): ResourceOf['disclaimer' | 'topic' | 'author' | 'exercise'] {
  switch (record.type) {
    case 'disclaimer':
      return record;
    case 'topic':
      return { ...record, related: record.related ?? [] };
    case 'author':
      return {
        ...record,
        specialty: record.specialty ?? null,
        credentials: record.credentials ?? null,
        organisation: record.organisation ?? null,
        profile: record.profile ?? null,
      };
    case 'exercise':
      return {
        ...record,
        description: record.description ?? null,
        targetAreas: (record.targetAreas ?? []).map((area) => ({
          clinical: area.clinical ?? null,
          plain: area.plain ?? null,
        })),
        equipment: record.equipment ?? [],
        cautions: record.cautions ?? [],
        media: (record.media ?? []).map((media) => ({
          ...media,
          title: media.title ?? null,
          credit: media.credit ?? null,
          licence: toLicence(media.licence),
        })),
      };
  }
}

export function buildQuestion(record: SourceQuestion): ResourceOf['question'] {
  const { type, id, slug, locale, title, disclaimer, review, source, rights } = record;
  return {
    type,
    id,
    slug,
    locale,
    title,
    answers: record.answers.map((answer) => answer.id),
    topics: record.topics ?? [],
    related: record.related ?? [],
    disclaimer,
    review: review
      ? {
          reviewedOn: review.reviewedOn,
          reviewedBy: review.reviewedBy ?? null,
          nextReviewDue: review.nextReviewDue ?? null,
        }
      : null,
    source: source ? { name: source.name, url: source.url ?? null, retrievedOn: source.retrievedOn ?? null } : null,
    rights: rights
      ? {
          holder: rights.holder ?? null,
          licence: rights.licence ? toLicence(rights.licence) : null,
          statement: rights.statement ?? null,
        }
      : null,
  };
}

/** The answer at a place of a question: its Markdown rendered, its anchors resolved. */
export function buildAnswer(
  question: string,
  record: SourceAnswer,
  index: number,
  faults: BuildFault[],
): BuiltAnswer | undefined {
  const pointer = `/answers/${index}`;
  const source = normaliseMarkdown(record.body);
  const { text, html, faults: bodyFaults } = renderMarkdown(source);
  if (bodyFaults.length > 0) {
    // Lines were counted after blank lines at the start were taken away; a file has them taken away already.
    const skipped = /^(?:[ \t]*\r?\n)*/.exec(record.body)?.[0].split('\n').length ?? 1;
    for (const { line, code, detail } of bodyFaults)
      faults.push({ pointer: `${pointer}/body`, line: line + skipped - 1, code, detail });
    return undefined;
  }
  if (text.length > MAX_TEXT || html.length > MAX_HTML) {
    faults.push({
      pointer: `${pointer}/body`,
      code: 'maxLength',
      detail: `Is too long: at most ${MAX_TEXT} characters of text.`,
    });
    return undefined;
  }
  const before = faults.length;
  const anchor = (given: SourceAnchor, place: string): Anchor => {
    const result = resolveAnchor(text, given);
    if (!isAnchorFault(result)) return result;
    faults.push({ pointer: `${pointer}/${place}/anchor`, ...result });
    return { exact: '', prefix: '', suffix: '', start: 0, end: 0 };
  };
  const answer: ResourceOf['answer'] = {
    type: 'answer',
    id: record.id,
    question,
    attribution: toAttribution(record.attribution),
    body: { text, html },
    recommendations: (record.recommendations ?? []).map((recommendation, place) => ({
      exercise: recommendation.exercise,
      purpose: recommendation.purpose ?? null,
      timing: recommendation.timing ?? null,
      anchor: anchor(recommendation.anchor, `recommendations/${place}`),
    })),
    seekCare: (record.seekCare ?? []).map((advice, place) => ({
      when: advice.when ?? null,
      anchor: anchor(advice.anchor, `seekCare/${place}`),
    })),
  };
  return faults.length > before ? undefined : { answer, source };
}

function toAttribution(given: SourceAnswer['attribution']): ResourceOf['answer']['attribution'] {
  if (given.kind !== 'organisation') return given;
  return { kind: 'organisation', organisation: { name: given.organisation.name, url: given.organisation.url ?? null } };
}

function toLicence(licence: { name: string; url?: string | null }): { name: string; url: string | null } {
  return { name: licence.name, url: licence.url ?? null };
}
