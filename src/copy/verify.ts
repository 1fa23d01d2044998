import { digestOfText } from '../content/canonical.js';
import { EMPTY_SET_DIGEST, SetDigest } from '../content/set-digest.js';
import { resourceTypes } from '../schemas/resource.js';
import { type CopiedRange, type CopiedRow, type CopySource, contentTables, type RowPlace } from '../store/copy.js';
import { endedKey, shapes, toPlace } from '../store/tables.js';
import type { CopyOptions } from './copy.js';
import { CopyError } from './errors.js';

const PAGE = 500;

/** What one revision adds to what is live, and takes from it. */
interface Difference {
  readonly set: SetDigest;
  count: number;
}

function fail(what: string): never {
  throw new CopyError(
    'differs',
    `${what} Run \`second-opinion verify\` on the source; if that is sound, copy into an empty database.`,
  );
}

/**
 * Reads back what was copied: the digest of every body, and the count and set digest of every revision that can be read, must
 * be what they were at the source. Rejects with `CopyError`.
 */
export async function verifyCopy(
  source: CopySource,
  target: CopySource,
  range: CopiedRange,
  onProgress: CopyOptions['onProgress'],
): Promise<void> {
  const { from, upto, floor } = range;
  const whole = { ...range, from: 0 };
  for (const table of contentTables) {
    const [there, here] = [await source.countRows(table, whole), await target.countRows(table, whole)];
    if (there !== here) fail(`Of ${there} rows of ${table} ${here} were copied.`);
  }
  // Before the floor, what was live cannot be known any more.
  const base = from === 0 ? Math.min(floor, upto) : from;
  const differences = new Map<number, Difference>();
  const at = (revision: number) => {
    const known = differences.get(revision) ?? { set: new SetDigest(), count: 0 };
    differences.set(revision, known);
    return known;
  };
  let done = 0;
  for await (const version of readAll((after) => target.readRows('version', range, after, PAGE), shapes.version.key)) {
    const { revision, until, body } = version;
    const { type, id, digest } = toLeaf(version);
    if (typeof body === 'string' && digestOfText(body) !== digest)
      fail(`The body of ${type}/${id} at revision ${revision} was changed on the way.`);
    if (typeof revision !== 'number' || typeof until !== 'number' || digest === null) continue;
    if (until > base) add(at(Math.max(revision, base)), type, id, digest, 1);
    if (until > base && until <= upto) add(at(until), type, id, digest, -1);
    done += 1;
    if (done % PAGE === 0) onProgress?.({ stage: 'verifying', done, total: undefined });
  }
  const ended = (after: RowPlace | undefined) => target.readEnded('version', range, after, PAGE);
  for await (const version of from === 0 ? [] : readAll(ended, endedKey('version'))) {
    const { type, id, digest } = toLeaf(version);
    if (typeof version.until === 'number' && digest !== null) add(at(version.until), type, id, digest, -1);
  }
  await compareRevisions(target, range, base, differences);
}

/** Each revision from the base on must say what the differences up to it amount to. */
async function compareRevisions(
  target: CopySource,
  { from, upto }: CopiedRange,
  base: number,
  differences: ReadonlyMap<number, Difference>,
): Promise<void> {
  const state = { sum: EMPTY_SET_DIGEST, count: 0 };
  const rows = (after: RowPlace | undefined) =>
    target.readRows('revision', { from: base - 1, upto, floor: 0 }, after, PAGE);
  for await (const { revision, set_digest: setDigest, resource_count: count } of readAll(rows, shapes.revision.key)) {
    if (typeof revision !== 'number' || typeof setDigest !== 'string' || typeof count !== 'number') continue;
    if (revision === from) Object.assign(state, { sum: setDigest, count });
    const difference = differences.get(revision);
    if (difference !== undefined) {
      state.sum = addUp(state.sum, difference.set.toString());
      state.count += difference.count;
    }
    if (state.sum !== setDigest || state.count !== count) {
      fail(`Revision ${revision} has the set digest ${state.sum} after the copy, but says ${setDigest}.`);
    }
  }
}

function toLeaf({ type, id, digest }: CopiedRow) {
  const known = resourceTypes.find((one) => one === type);
  if (known === undefined || typeof id !== 'string') return fail(`A version is of no known type (${String(type)}).`);
  return { type: known, id, digest: typeof digest === 'string' ? digest : null };
}

function add(to: Difference, ...[type, id, digest, sign]: [...Parameters<SetDigest['add']>, 1 | -1]): void {
  if (sign === 1) to.set.add(type, id, digest);
  else to.set.remove(type, id, digest);
  to.count += sign;
}

const addUp = (one: string, other: string) =>
  `sum256-${((BigInt(`0x${one.slice(7)}`) + BigInt(`0x${other.slice(7)}`)) % 2n ** 256n).toString(16).padStart(64, '0')}`;

async function* readAll(
  read: (after: RowPlace | undefined) => Promise<readonly CopiedRow[]>,
  key: readonly string[],
): AsyncGenerator<CopiedRow> {
  let after: RowPlace | undefined;
  for (;;) {
    const page = await read(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = toPlace(last, key);
  }
}
