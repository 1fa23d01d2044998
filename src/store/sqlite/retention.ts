import { setTimeout } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Pruned, PublishStore } from '../store.js';
import { type HeadState, prepareReadHead } from './revisions.js';
import { type Transactions, withoutWaiting } from './transaction.js';
import { prepareRemoveSearch } from './write-search.js';

/** Whatever takes a few milliseconds: what waits for the lock, and this process, go on in between. */
const ROWS = 200;
const SEARCH_ENTRIES = 10;

const SCRUB_ATTEMPTS = 20;
const SCRUB_PAUSE_MILLISECONDS = 50;

const FLOOR = `
  SELECT revision FROM revision
  WHERE revision <= (SELECT revision FROM head) - :revisions + 1 AND published_at <= :since
  ORDER BY revision DESC LIMIT 1`;
const RAISE = 'UPDATE head SET floor = max(floor, min(:floor, revision))';

// A withdrawal has no digest, and stays.
const VERSIONS = `
  FROM version INDEXED BY version_superseded
  WHERE until <= :floor AND until < 9007199254740991 AND digest IS NOT NULL`;
const REFERENCES = 'FROM ref INDEXED BY ref_closed WHERE until <= :floor AND until < 9007199254740991';
const NAMES = 'FROM name INDEXED BY name_closed WHERE until <= :floor AND until < 9007199254740991';
const SEARCH = 'FROM search_entry INDEXED BY search_entry_closed WHERE until <= :floor AND until < 9007199254740991';

const DELETE_VERSIONS = `DELETE FROM version WHERE rowid IN (SELECT rowid ${VERSIONS} LIMIT ${ROWS})`;
const DELETE_REFERENCES = `
  DELETE FROM ref WHERE (from_type, from_id, role, to_id, until) IN (
    SELECT from_type, from_id, role, to_id, until ${REFERENCES} LIMIT ${ROWS})`;
const DELETE_NAMES = `
  DELETE FROM name WHERE (type, name, until) IN (SELECT type, name, until ${NAMES} LIMIT ${ROWS})`;
const LIST_SEARCH = `SELECT entry ${SEARCH} LIMIT ${SEARCH_ENTRIES}`;

type Floor = { floor: number };

export function retention(
  db: Database,
  { read, writeAtOnce }: Transactions,
  advance: (state: HeadState) => void,
): Pick<PublishStore, 'findFloor' | 'raiseFloor' | 'countPrunable' | 'pruneSome' | 'scrub'> {
  const readHead = prepareReadHead(db);
  const findFloor = db.prepare<{ revisions: number; since: number }, number>(FLOOR).pluck();
  const raise = db.prepare<Floor>(RAISE);
  const count = (from: string) => {
    const statement = db.prepare<Floor, number>(`SELECT count(*) ${from}`).pluck();
    return (floor: number) => statement.get({ floor }) ?? 0;
  };
  const counts = {
    versions: count(VERSIONS),
    references: count(REFERENCES),
    names: count(NAMES),
    search: count(SEARCH),
  };
  const deleteVersions = db.prepare<Floor>(DELETE_VERSIONS);
  const deleteReferences = db.prepare<Floor>(DELETE_REFERENCES);
  const deleteNames = db.prepare<Floor>(DELETE_NAMES);
  const listSearch = db.prepare<Floor, number>(LIST_SEARCH).pluck();
  const removeSearch = prepareRemoveSearch(db);
  const checkpoint = db.prepare<[], number>('PRAGMA wal_checkpoint(TRUNCATE)').pluck();

  return {
    findFloor: (revisions, since) => read(() => findFloor.get({ revisions, since }) ?? 0),
    raiseFloor: async (floor) => {
      const state = await writeAtOnce(() => {
        raise.run({ floor });
        return readHead();
      });
      advance(state);
      return state.horizon;
    },
    countPrunable: (floor) =>
      read(() => ({
        versions: counts.versions(floor),
        references: counts.references(floor),
        names: counts.names(floor),
        searchEntries: counts.search(floor),
      })),
    pruneSome: () =>
      writeAtOnce((): Pruned => {
        const { floor } = readHead().horizon;
        const entries = listSearch.all({ floor });
        removeSearch(entries);
        return {
          versions: deleteVersions.run({ floor }).changes,
          references: deleteReferences.run({ floor }).changes,
          names: deleteNames.run({ floor }).changes,
          searchEntries: entries.length,
        };
      }),
    scrub: async () => {
      for (let attempt = 1; ; attempt += 1) {
        // The log holds pages as they were before: emptied, it holds none.
        if (withoutWaiting(db, () => checkpoint.get()) === 0) return true;
        if (attempt === SCRUB_ATTEMPTS) return false;
        await setTimeout(SCRUB_PAUSE_MILLISECONDS);
      }
    },
  };
}
