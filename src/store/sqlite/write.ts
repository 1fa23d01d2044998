import type { Database } from 'better-sqlite3';
import type { ResourceKey } from '../../schemas/resource.js';
import type { Plan, Reference, Revision } from '../store.js';
import { prepareWriteSearch } from './write-search.js';

const REVISION = `
  INSERT INTO revision (revision, published_at, note, actor, resource_count, set_digest)
  VALUES (:revision, :publishedAt, :note, :actor, :count, :setDigest)`;
const HEAD = 'UPDATE head SET revision = ?';
const RESOURCE = 'INSERT INTO resource (type, id, recency) VALUES (?, ?, ?)';
const SUPERSEDE = `
  UPDATE version SET until = :revision WHERE type = :type AND id = :id AND until = 9007199254740991
  RETURNING first_revision, published_at`;
const UPSERT = `
  INSERT INTO version (type, id, revision, first_revision, published_at, updated_at, slug, digest, body, source)
  VALUES (:type, :id, :revision, :firstRevision, :firstPublishedAt, :publishedAt, :slug, :digest, :body, :source)`;
const TOMBSTONE = `
  INSERT INTO version (type, id, revision, first_revision, published_at, updated_at, reason, replaced_by_type, replaced_by_id)
  VALUES (:type, :id, :revision, :firstRevision, :firstPublishedAt, :publishedAt, :reason, :replacedByType, :replacedById)`;
const CLOSE_NAME = `
  UPDATE name SET until = :revision WHERE type = :type AND name = :name AND until = 9007199254740991 AND id <> :id`;
const OPEN_NAME = `
  INSERT INTO name (type, name, id, revision) VALUES (:type, :name, :id, :revision) ON CONFLICT DO NOTHING`;
const CLOSE_REFERENCE = `
  UPDATE ref SET until = :revision
  WHERE from_type = :fromType AND from_id = :fromId AND role = :role AND to_id = :id AND until = 9007199254740991`;
const OPEN_REFERENCE = `
  INSERT INTO ref (from_type, from_id, role, to_type, to_id, recency, revision)
  VALUES (:fromType, :fromId, :role, :type, :id, :recency, :revision)`;
const REOPEN_REFERENCE = `
  INSERT INTO ref (from_type, from_id, role, to_type, to_id, recency, revision)
  SELECT :fromType, :fromId, :role, :type, :id, recency, :revision
  FROM resource WHERE type = :fromType AND id = :fromId
  ON CONFLICT DO NOTHING`;

type First = { first_revision: number; published_at: number };

/** Writes a plan as a revision, within the transaction that is open. */
export function prepareWritePlan(db: Database): (plan: Plan, revision: Revision) => void {
  const insertRevision = db.prepare<Revision>(REVISION);
  const setHead = db.prepare<[number]>(HEAD);
  const insertResource = db.prepare<[string, string, number]>(RESOURCE);
  const supersede = db.prepare<{ type: string; id: string; revision: number }, First>(SUPERSEDE);
  const upsert = db.prepare<Record<string, string | number | null>>(UPSERT);
  const insertTombstone = db.prepare<Record<string, string | number | null>>(TOMBSTONE);
  const closeName = db.prepare<Record<string, string | number>>(CLOSE_NAME);
  const openName = db.prepare<Record<string, string | number>>(OPEN_NAME);
  const closeReference = db.prepare<Record<string, string | number | null>>(CLOSE_REFERENCE);
  const openReference = db.prepare<Record<string, string | number | null>>(OPEN_REFERENCE);
  const reopenReference = db.prepare<Record<string, string | number | null>>(REOPEN_REFERENCE);
  const writeSearch = prepareWriteSearch(db);

  return (plan, { revision, publishedAt, ...made }) => {
    const toReferenceRow = (from: ResourceKey, { role, type, id }: Reference) => {
      return { fromType: from.type, fromId: from.id, role, type, id, revision };
    };
    /** Ends the version that was the newest; gives the revision and time that first published the resource. */
    const begin = (type: string, id: string) => {
      const before = supersede.get({ type, id, revision });
      return {
        firstRevision: before?.first_revision ?? revision,
        firstPublishedAt: before?.published_at ?? publishedAt,
      };
    };

    const fresh = { firstRevision: revision, firstPublishedAt: publishedAt };
    const isFresh = new Set<string>();

    insertRevision.run({ revision, publishedAt, ...made });
    for (const { type, id, slug, digest, body, source, firstRevision } of plan.upserts) {
      if (firstRevision === null) {
        insertResource.run(type, id, -revision);
        isFresh.add(`${type}/${id}`);
      }
      const first = firstRevision === null ? fresh : begin(type, id);
      upsert.run({ type, id, revision, ...first, publishedAt, slug, digest, body, source });
    }
    for (const { type, id, reason, replacedBy } of plan.tombstones) {
      const replacement = { replacedByType: replacedBy?.type ?? null, replacedById: replacedBy?.id ?? null };
      insertTombstone.run({ type, id, revision, ...begin(type, id), publishedAt, reason, ...replacement });
    }
    for (const { type, name, id } of plan.names) {
      closeName.run({ type, name, id, revision });
      openName.run({ type, name, id, revision });
    }
    for (const { from, to } of plan.references.close) closeReference.run(toReferenceRow(from, to));
    // Of what is published for the first time nothing need be looked up.
    for (const { from, to } of plan.references.open) {
      if (isFresh.has(`${from.type}/${from.id}`))
        openReference.run({ ...toReferenceRow(from, to), recency: -revision });
      else reopenReference.run(toReferenceRow(from, to));
    }
    writeSearch(plan.search, revision);
    setHead.run(revision);
  };
}
