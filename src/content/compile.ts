import type { DraftResource } from '../store/store.js';
import type { BuildFault } from './build.js';
import { type CompiledRecord, compileRecord } from './compile-record.js';
import type { Fault } from './faults.js';
import type { SourceEntry } from './source-text.js';

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

type Origin = Pick<SourceEntry, 'file' | 'locate'>;

/** Gathers records as resources, one after the other, and finds what is wrong with each and with the set of them. */
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
    this.addCompiled(entry, compileRecord(entry.value));
  }

  /** A record that was compiled already, and where it stands. */
  addCompiled(origin: Origin, { record, claims, names, faults, resources }: CompiledRecord): void {
    let sound = true;
    for (const { key, pointer } of claims) {
      sound = this.#claim(origin, key, pointer) && sound;
      if (key === record && sound && names !== null) sound = this.#claimNames(origin, key, names);
    }
    this.#report(origin, record, faults);
    if (sound) for (const resource of resources) this.#resources.push(resource);
  }

  finish(): Compiled {
    return { resources: this.#resources, places: this.#places, faults: this.#faults };
  }

  #claim(origin: Origin, key: string, pointer: string): boolean {
    const first = this.#places.get(key);
    if (first !== undefined) {
      const detail = `${key} is also in ${placeName(first)}: an id is used once.`;
      this.#report(origin, key, [{ pointer, code: 'duplicate-id', detail }]);
      return false;
    }
    this.#places.set(key, {
      file: origin.file,
      line: origin.locate(pointer === '/id' ? '' : pointer.replace(/\/id$/, '')),
    });
    return true;
  }

  /** A slug and an id share one namespace for each type: both lead to the resource. */
  #claimNames(origin: Origin, key: string, { type, id, slug }: NonNullable<CompiledRecord['names']>): boolean {
    for (const [name, pointer] of [
      [id, '/id'],
      [slug, '/slug'],
    ] as const) {
      const holder = this.#names.get(`${type}/${name}`);
      if (holder !== undefined && holder !== key) {
        const place = this.#places.get(holder);
        const detail = `The name “${name}” belongs to ${holder}${place === undefined ? '' : ` (${placeName(place)})`}: choose another.`;
        this.#report(origin, key, [{ pointer, code: 'duplicate-name', detail }]);
        return false;
      }
      this.#names.set(`${type}/${name}`, key);
    }
    return true;
  }

  #report({ file, locate }: Origin, record: string | null, faults: readonly BuildFault[]): void {
    for (const { pointer, line, code, detail } of faults) {
      const at = locate(pointer, line);
      const inText = line !== undefined && locate(pointer, line + 1) === at ? `Line ${line} of the text: ` : '';
      this.#faults.push({ file, line: at, record, pointer, code, detail: inText + detail });
    }
  }
}

export function placeName({ file, line }: SourcePlace): string {
  return line === null ? file : `${file}, line ${line}`;
}
