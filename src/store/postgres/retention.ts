import { StoreError } from '../errors.js';
import type { Pruned, PublishStore } from '../store.js';
import type { Connection } from './connection.js';
import { type HeadState, lockHead, readHead } from './revisions.js';
import { toStatement } from './statement.js';
import { removeSearch } from './write-search.js';

/** Whatever takes a few milliseconds: what waits for the head goes on in between. */
const ROWS = 200;
const SEARCH_ENTRIES = 10;

const FLOOR = toStatement(
  'retention_floor',
  `SELECT revision FROM revision
   WHERE revision <= (SELECT revision FROM head) - :revisions::bigint + 1 AND published_at <= :since
   ORDER BY revision DESC LIMIT 1`,
);
const RAISE = toStatement(
  'retention_raise',
  'UPDATE head SET floor = greatest(floor, least(:floor::bigint, revision))',
);

const ended = (table: string) => `FROM ${table} WHERE until <= :floor AND until < 9007199254740991`;
// A withdrawal has no digest, and stays.
const VERSIONS = `${ended('version')} AND digest IS NOT NULL`;

const COUNT = toStatement(
  'retention_count',
  `SELECT (SELECT count(*) ${VERSIONS}) AS versions, (SELECT count(*) ${ended('ref')}) AS "references",
     (SELECT count(*) ${ended('name')}) AS names, (SELECT count(*) ${ended('search_entry')}) AS "searchEntries"`,
);

const removal = (name: string, table: string, rows: string) =>
  toStatement(
    name,
    `WITH removed AS (DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid ${rows} LIMIT ${ROWS})) RETURNING 1)
     SELECT count(*) AS count FROM removed`,
  );
const REMOVE = {
  versions: removal('retention_versions', 'version', VERSIONS),
  references: removal('retention_references', 'ref', ended('ref')),
  names: removal('retention_names', 'name', ended('name')),
};
const LIST_SEARCH = toStatement('retention_search', `SELECT entry ${ended('search_entry')} LIMIT ${SEARCH_ENTRIES}`);

const VACUUM = toStatement('retention_vacuum', 'VACUUM (SKIP_LOCKED) version, search_entry, search_text');

export function retention(
  primary: Connection,
  advance: (state: HeadState) => void,
): Pick<PublishStore, 'findFloor' | 'raiseFloor' | 'countPrunable' | 'pruneSome' | 'scrub'> {
  return {
    findFloor: async (revisions, since) =>
      (await primary.all<{ revision: number }>(FLOOR, { revisions, since }))[0]?.revision ?? 0,
    raiseFloor: async (floor) => {
      const state = await primary.transact('write', async (session) => {
        await lockHead(session, true);
        await session.all(RAISE, { floor });
        return readHead(session);
      });
      advance(state);
      return state.horizon;
    },
    countPrunable: async (floor) => {
      const [counts] = await primary.transact('read', (session) => session.all<Pruned & object>(COUNT, { floor }));
      return counts ?? { versions: 0, references: 0, names: 0, searchEntries: 0 };
    },
    pruneSome: () =>
      primary.transact('write', async (session): Promise<Pruned> => {
        const { floor } = (await lockHead(session, true)).horizon;
        const remove = async (kind: keyof typeof REMOVE) =>
          (await session.all<{ count: number }>(REMOVE[kind], { floor }))[0]?.count ?? 0;
        const entries = await session.all<{ entry: number }>(LIST_SEARCH, { floor });
        await removeSearch(
          session,
          entries.map(({ entry }) => entry),
        );
        return {
          versions: await remove('versions'),
          references: await remove('references'),
          names: await remove('names'),
          searchEntries: entries.length,
        };
      }),
    // Removed rows stay in the pages until a vacuum. It passes over what it cannot have at once, or not in time.
    scrub: async () => {
      try {
        await primary.all(VACUUM);
        return true;
      } catch (error) {
        if (error instanceof StoreError) return false;
        throw error;
      }
    },
  };
}
