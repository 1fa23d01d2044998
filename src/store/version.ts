import type { ResourceOf, ResourceType } from '../schemas/resource.js';
import type { Version } from './store.js';

/** The columns of a live version. */
export interface VersionRow {
  readonly id: string;
  readonly revision: number;
  readonly first_revision: number;
  readonly published_at: number;
  readonly updated_at: number;
  readonly digest: string;
  readonly body: string;
  /** The body once it was parsed: a row that is kept is read many times. */
  resource?: ReturnType<typeof JSON.parse>;
}

/** A live version that was read. Its body is parsed when somebody asks for the resource: much is shown as it is written. */
export class ReadVersion<T extends ResourceType> implements Version<T> {
  readonly id: string;
  readonly revision: number;
  readonly firstRevision: number;
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly digest: string;
  readonly body: string;
  readonly #row: VersionRow;

  constructor(
    readonly type: T,
    row: VersionRow,
  ) {
    this.id = row.id;
    this.revision = row.revision;
    this.firstRevision = row.first_revision;
    this.publishedAt = row.published_at;
    this.updatedAt = row.updated_at;
    this.digest = row.digest;
    this.body = row.body;
    this.#row = row;
  }

  get resource(): ResourceOf[T] {
    this.#row.resource ??= JSON.parse(this.body);
    return this.#row.resource;
  }
}
