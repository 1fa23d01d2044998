import type { Resource } from '../schemas/resource.js';
import type { SourceQuestion } from '../schemas/source.js';
import type { DraftResource, Reference } from '../store/store.js';
import { type BuildFault, buildAnswer, buildQuestion, buildResource } from './build.js';
import { digestOfText, toCanonical } from './canonical.js';
import { checkCharacters } from './characters.js';
import { answerReferences, questionReferences, recordReferences, toSearchDocument } from './references.js';
import { findSourceType, toSourceRecord } from './validate.js';

/** What a record becomes on its own: a function of the record alone. It can be sent between threads. */
export interface CompiledRecord {
  /** `type/id`; null before it is known. */
  readonly record: string | null;
  /** What it states, by `type/id`, and where in it; empty when it is not as its schema says. */
  readonly claims: readonly { readonly key: string; readonly pointer: string }[];
  /** Its id and slug, where it is named by both. */
  readonly names: { readonly type: string; readonly id: string; readonly slug: string } | null;
  readonly faults: readonly BuildFault[];
  /** Empty when there are faults. */
  readonly resources: readonly DraftResource[];
}

export function compileRecord(value: unknown): CompiledRecord {
  const result = toSourceRecord(value);
  const found = [...('faults' in result ? result.faults : []), ...checkCharacters(value)];
  if ('faults' in result || found.length > 0) {
    return { record: nameOf(value), claims: [], names: null, faults: found, resources: [] };
  }
  const { record } = result;
  const key = `${record.type}/${record.id}`;
  const own = { key, pointer: '/id' };
  const names = 'slug' in record ? { type: record.type, id: record.id, slug: record.slug } : null;
  if (record.type !== 'question') {
    const resource = buildResource(record);
    const draft = toDraft(resource, { slug: names?.slug ?? null, references: recordReferences(resource) });
    return { record: key, claims: [own], names, faults: [], resources: [draft] };
  }
  const answers = record.answers.map(({ id }, index) => ({ key: `answer/${id}`, pointer: `/answers/${index}/id` }));
  return { record: key, claims: [own, ...answers], names, ...compileQuestion(record) };
}

function compileQuestion(record: SourceQuestion): Pick<CompiledRecord, 'faults' | 'resources'> {
  const faults: BuildFault[] = [];
  const built = record.answers.flatMap((given, index) => buildAnswer(record.id, given, index, faults) ?? []);
  if (faults.length > 0) return { faults, resources: [] };
  const question = buildQuestion(record);
  const answers = built.map(({ answer }) => answer);
  const draft = toDraft(question, {
    slug: question.slug,
    references: questionReferences(question, answers),
    search: toSearchDocument(question, answers),
  });
  const drafts = built.map(({ answer, source }) =>
    toDraft(answer, { slug: null, references: answerReferences(answer), source }),
  );
  return { faults, resources: [draft, ...drafts] };
}

/** A resource as it is published. */
export function toDraft(
  resource: Resource,
  about: { slug: string | null; references: readonly Reference[]; search?: DraftResource['search']; source?: string },
): DraftResource {
  const body = toCanonical(resource);
  return {
    type: resource.type,
    id: resource.id,
    slug: about.slug,
    digest: digestOfText(body),
    body,
    source: about.source ?? null,
    references: about.references,
    search: about.search ?? null,
  };
}

function nameOf(value: unknown): string | null {
  const type = findSourceType(value);
  if (type === undefined || typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'string' ? `${type}/${value.id.slice(0, 128)}` : null;
}
