import type { Resource } from '../schemas/resource.js';
import type { SourceQuestion, SourceRecord } from '../schemas/source.js';
import type { DraftResource, Reference } from '../store/store.js';
import { type BuildFault, buildAnswer, buildQuestion, buildResource } from './build.js';
import { digestOfText, toCanonical } from './canonical.js';
import { checkCharacters } from './characters.js';
import type { Fault } from './faults.js';
import { answerReferences, questionReferences, recordReferences, toSearchDocument } from './references.js';
import type { SourceEntry } from './source-text.js';
import { findSourceType, type SchemaFault, toSourceRecord } from './validate.js';

/** Where a resource of the source stands. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number | null;
}

export interface Compiled {
  readonly resources: readonly DraftResource[];
  /** By `type/id`. */
  readonly places: ReadonlyMap<string, SourcePlace>;
  readonly faults: readonly Fault[];
}

/** Turns records into resources, one after the other, and finds what is wrong with each and with the set of them. */
export class Compiler {
  readonly #resources: DraftResource[] = [];
  readonly #places = new Map<string, SourcePlace>();
  readonly #names = new Map<string, string>();
  readonly #faults: Fault[] = [];

  get count(): number {
    return this.#resources.length;
  }

  addFaults(faults: readonly Fault[]): void {
    for (const fault of faults) this.#faults.push(fault);
  }

  add(entry: SourceEntry): void {
    const result = toSourceRecord(entry.value);
    const found = [...('faults' in result ? result.faults : []), ...checkCharacters(entry.value)];
    if ('faults' in result || found.length > 0) this.#report(entry, nameOf(entry.value), found);
    else this.#build(entry, result.record);
  }

  finish(): Compiled {
    return { resources: this.#resources, places: this.#places, faults: this.#faults };
  }

  #build(entry: SourceEntry, record: SourceRecord): void {
    const key = `${record.type}/${record.id}`;
    const slug = 'slug' in record ? record.slug : null;
    const fresh = this.#claim(entry, key, '/id') && this.#claimNames(entry, key, record.type, record.id, slug);
    if (record.type === 'question') this.#buildQuestion(entry, key, record, fresh);
    else if (fresh) {
      const resource = buildResource(record);
      this.#resources.push(toDraft(resource, { slug, references: recordReferences(resource) }));
    }
  }

  #buildQuestion(entry: SourceEntry, key: string, record: SourceQuestion, fresh: boolean): void {
    const faults: BuildFault[] = [];
    let sound = fresh;
    const built = record.answers.flatMap((given, index) => {
      sound = this.#claim(entry, `answer/${given.id}`, `/answers/${index}/id`) && sound;
      return buildAnswer(record.id, given, index, faults) ?? [];
    });
    this.#report(entry, key, faults);
    if (!sound || faults.length > 0) return;
    const question = buildQuestion(record);
    const answers = built.map(({ answer }) => answer);
    this.#resources.push(
      toDraft(question, {
        slug: question.slug,
        references: questionReferences(question, answers),
        search: toSearchDocument(question, answers),
      }),
      ...built.map(({ answer, source }) =>
        toDraft(answer, { slug: null, references: answerReferences(answer), source }),
      ),
    );
  }

  #claim(entry: SourceEntry, key: string, pointer: string): boolean {
    const first = this.#places.get(key);
    if (first !== undefined) {
      const detail = `${key} is also in ${placeName(first)}: an id is used once.`;
      this.#report(entry, key, [{ pointer, code: 'duplicate-id', detail }]);
      return false;
    }
    this.#places.set(key, {
      file: entry.file,
      line: entry.locate(pointer === '/id' ? '' : pointer.replace(/\/id$/, '')),
    });
    return true;
  }

  /** A slug and an id share one namespace for each type: both lead to the resource. */
  #claimNames(entry: SourceEntry, key: string, type: string, id: string, slug: string | null): boolean {
    if (slug === null) return true;
    for (const [name, pointer] of [
      [id, '/id'],
      [slug, '/slug'],
    ] as const) {
      const holder = this.#names.get(`${type}/${name}`);
      if (holder !== undefined && holder !== key) {
        const place = this.#places.get(holder);
        const detail = `The name “${name}” belongs to ${holder}${place === undefined ? '' : ` (${placeName(place)})`}: choose another.`;
        this.#report(entry, key, [{ pointer, code: 'duplicate-name', detail }]);
        return false;
      }
      this.#names.set(`${type}/${name}`, key);
    }
    return true;
  }

  #report(
    entry: SourceEntry,
    record: string | null,
    faults: readonly (SchemaFault & { readonly line?: number })[],
  ): void {
    for (const { pointer, line, code, detail } of faults) {
      const at = entry.locate(pointer, line);
      const inText = line !== undefined && entry.locate(pointer, line + 1) === at ? `Line ${line} of the text: ` : '';
      this.#faults.push({ file: entry.file, line: at, record, pointer, code, detail: inText + detail });
    }
  }
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

function placeName({ file, line }: SourcePlace): string {
  return line === null ? file : `${file}, line ${line}`;
}

function nameOf(value: unknown): string | null {
  const type = findSourceType(value);
  if (type === undefined || typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'string' ? `${type}/${value.id.slice(0, 128)}` : null;
}
