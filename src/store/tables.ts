import type { CopiedTable, EndingTable, RowPlace } from './copy.js';

interface Shape {
  /** What orders its rows. */
  readonly key: readonly string[];
  /** Before every place. */
  readonly first: RowPlace;
  readonly columns: readonly string[];
  /** The revision that a row came with; undefined when it has none. */
  readonly born?: string;
  /** What of it is never given up. */
  readonly kept?: string;
}

const ended = ['revision', 'until'];

/** The tables as both engines have them. */
export const shapes: Readonly<Record<CopiedTable, Shape>> = {
  revision: {
    key: ['revision'],
    first: [-1],
    columns: ['revision', 'published_at', 'note', 'actor', 'resource_count', 'set_digest'],
    born: 'revision',
  },
  resource: { key: ['type', 'id'], first: ['', ''], columns: ['type', 'id', 'recency'], born: '-recency' },
  version: {
    key: ['revision', 'type', 'id'],
    first: [-1, '', ''],
    columns: [
      ...['type', 'id', ...ended, 'first_revision', 'published_at', 'updated_at', 'slug', 'digest', 'reason'],
      ...['replaced_by_type', 'replaced_by_id', 'body', 'source'],
    ],
    born: 'revision',
    kept: 'digest IS NULL',
  },
  name: {
    key: ['type', 'name', 'revision'],
    first: ['', '', -1],
    columns: ['type', 'name', 'id', ...ended],
    born: 'revision',
  },
  ref: {
    key: ['from_type', 'from_id', 'role', 'to_id', 'revision'],
    first: ['', '', '', '', -1],
    columns: ['from_type', 'from_id', 'role', 'to_type', 'to_id', 'recency', ...ended],
    born: 'revision',
  },
  search_entry: { key: ['entry'], first: [-1], columns: ['entry', 'id', ...ended, 'title', 'text'], born: 'revision' },
  api_key: {
    key: ['prefix'],
    first: [''],
    columns: ['prefix', 'partner', 'digest', 'scopes', 'created_at', 'expires_at', 'revoked_at', 'last_used_at'],
  },
  key_usage: {
    key: ['day', 'prefix', 'route'],
    first: ['', '', ''],
    columns: ['day', 'prefix', 'route', 'requests', 'charged', 'deprecated'],
  },
};

const OPEN = '9007199254740991';
/** The words of a search entry are in a table of their own. */
const SEARCH =
  '(SELECT e.entry, e.id, e.revision, e.until, t.title, t.text FROM search_entry e JOIN search_text t ON t.entry = e.entry) s';

const fromOf = (table: CopiedTable) => (table === 'search_entry' ? SEARCH : table);
const isEnding = (table: CopiedTable) => shapes[table].columns.includes('until');
/** The values of a place are bound as `k0`, `k1`, … */
const placeOf = (key: readonly string[]) => `(${key.join(', ')}) > (${key.map((_, index) => `:k${index}`).join(', ')})`;

/** The rows of a table that are in a range. `+` keeps an index from being sought by the revision, where it is by the place. */
function inRange(table: CopiedTable): string {
  const { born, kept } = shapes[table];
  if (born === undefined) return 'true';
  const isThere = kept === undefined ? 'until > :floor' : `(until > :floor OR ${kept})`;
  return `+(${born}) > :from AND ${born} <= :upto${isEnding(table) ? ` AND ${isThere}` : ''}`;
}

/** A page of a range, as it was at its end. */
export function toRowsSql(table: CopiedTable): string {
  const { key, columns } = shapes[table];
  const shown = columns.map((column) =>
    column === 'until' ? `CASE WHEN until > :upto THEN ${OPEN} ELSE until END AS until` : column,
  );
  return `SELECT ${shown.join(', ')} FROM ${fromOf(table)}
    WHERE ${placeOf(key)} AND ${inRange(table)} ORDER BY ${key.join(', ')} LIMIT :limit`;
}

/** What places a row that ended: when it did, and then its key. */
export const endedKey = (table: EndingTable): readonly string[] => ['until', ...shapes[table].key];

export function toEndedSql(table: EndingTable): string {
  const key = endedKey(table);
  const digest = table === 'version' ? ', digest' : '';
  return `SELECT ${key.join(', ')}${digest} FROM ${table === 'search_entry' ? SEARCH : table}
    WHERE ${placeOf(key)} AND until > :from AND until <= :upto AND until < ${OPEN} AND +revision <= :from
    ORDER BY ${key.join(', ')} LIMIT :limit`;
}

export const toCountSql = (table: CopiedTable): string =>
  `SELECT count(*) AS count FROM ${fromOf(table)} WHERE ${inRange(table)}`;

/** Before the first row of a range. */
export function toStart(table: CopiedTable, from: number): RowPlace {
  const { key, first } = shapes[table];
  // After every type of the revision before it.
  return key[0] === 'revision' ? [from, '~', ''].slice(0, key.length) : first;
}

/** The place of a row in the order of a key. */
export function toPlace(row: Readonly<Record<string, unknown>>, key: readonly string[]): RowPlace {
  return key.map((name) => {
    const value = row[name];
    if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError(`A row has no ${name}.`);
    return value;
  });
}

/** The values that a page is asked for with. */
export function toPlaceValues(place: RowPlace): Record<string, string | number> {
  return Object.fromEntries(place.map((value, index) => [`k${index}`, value]));
}
