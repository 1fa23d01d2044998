import type { Plan, Revision } from '../store.js';
import { toColumns } from './batches.js';
import type { Session } from './connection.js';
import { type Statement, toStatement, type Values } from './statement.js';
import { searchStatements } from './write-search.js';

const REVISION = toStatement(
  'write_revision',
  `INSERT INTO revision (revision, published_at, note, actor, resource_count, set_digest)
   VALUES (:revision, :publishedAt, :note, :actor, :count, :setDigest)`,
);
const HEAD = toStatement('write_head', 'UPDATE head SET revision = :revision');
const RESOURCES = toStatement(
  'write_resources',
  `INSERT INTO resource (type, id, recency)
   SELECT type, id, -:revision::bigint FROM unnest(:type::text[], :id::text[]) AS k (type, id) ON CONFLICT DO NOTHING`,
);
// Ends the versions that were the newest, and adds what comes after each: a version, or a withdrawal.
const VERSIONS = toStatement(
  'write_versions',
  `WITH draft AS (
     SELECT * FROM unnest(:type::text[], :id::text[], :slug::text[], :digest::text[], :body::text[], :source::text[],
       :reason::text[], :replacedByType::text[], :replacedById::text[])
       AS d (type, id, slug, digest, body, source, reason, replaced_by_type, replaced_by_id)
   ), before AS (
     UPDATE version v SET until = :revision FROM draft d
     WHERE v.type = d.type AND v.id = d.id AND v.until = 9007199254740991
     RETURNING v.type, v.id, v.first_revision, v.published_at
   )
   INSERT INTO version (type, id, revision, first_revision, published_at, updated_at, slug, digest, body, source,
     reason, replaced_by_type, replaced_by_id)
   SELECT d.type, d.id, :revision, coalesce(b.first_revision, :revision), coalesce(b.published_at, :publishedAt), :publishedAt,
     d.slug, d.digest, d.body, d.source, d.reason, d.replaced_by_type, d.replaced_by_id
   FROM draft d LEFT JOIN before b ON b.type = d.type AND b.id = d.id`,
);
const NAMES = 'unnest(:type::text[], :name::text[], :id::text[]) AS k (type, name, id)';
const CLOSE_NAMES = toStatement(
  'write_close_names',
  `UPDATE name n SET until = :revision FROM ${NAMES}
   WHERE n.type = k.type AND n.name = k.name AND n.until = 9007199254740991 AND n.id <> k.id`,
);
const OPEN_NAMES = toStatement(
  'write_open_names',
  `INSERT INTO name (type, name, id, revision) SELECT type, name, id, :revision FROM ${NAMES} ON CONFLICT DO NOTHING`,
);
const CLOSE_REFERENCES = toStatement(
  'write_close_references',
  `UPDATE ref r SET until = :revision
   FROM unnest(:fromType::text[], :fromId::text[], :role::text[], :id::text[]) AS k (from_type, from_id, role, id)
   WHERE r.from_type = k.from_type AND r.from_id = k.from_id AND r.role = k.role AND r.to_id = k.id
     AND r.until = 9007199254740991`,
);
const OPEN_REFERENCES = toStatement(
  'write_open_references',
  `INSERT INTO ref (from_type, from_id, role, to_type, to_id, recency, revision)
   SELECT k.from_type, k.from_id, k.role, k.type, k.id, f.recency, :revision
   FROM unnest(:fromType::text[], :fromId::text[], :role::text[], :type::text[], :id::text[])
     AS k (from_type, from_id, role, type, id)
   JOIN resource f ON f.type = k.from_type AND f.id = k.from_id
   ON CONFLICT DO NOTHING`,
);

function toVersions({ upserts, tombstones }: Plan) {
  const live = upserts.map(({ type, id, slug, digest, body, source }) => {
    return { type, id, slug, digest, body, source, reason: null, replacedByType: null, replacedById: null };
  });
  const none = { slug: null, digest: null, body: null, source: null };
  const withdrawn = tombstones.map(({ type, id, reason, replacedBy }) => {
    return {
      type,
      id,
      ...none,
      reason,
      replacedByType: replacedBy?.type ?? null,
      replacedById: replacedBy?.id ?? null,
    };
  });
  return [...live, ...withdrawn];
}

const toReferences = (references: Plan['references']['open']) =>
  references.map(({ from, to: { role, type, id } }) => ({ fromType: from.type, fromId: from.id, role, type, id }));

/** So many statements are under way at once: a small plan is one way to the server and back, and a large one does not wait in memory. */
const AT_ONCE = 10;

/** Writes a plan as a revision, within the transaction that is open: a few statements, however much it holds. */
export async function writePlan(session: Session, plan: Plan, made: Revision): Promise<void> {
  const statements = [...listStatements(plan, made), ...searchStatements(plan.search, made.revision)];
  const all = [...statements, [HEAD, { revision: made.revision }] as const];
  for (let first = 0; first < all.length; first += AT_ONCE) {
    await Promise.all(all.slice(first, first + AT_ONCE).map(([statement, values]) => session.all(statement, values)));
  }
}

function* listStatements(plan: Plan, made: Revision): Generator<readonly [Statement, Values]> {
  const { revision, publishedAt, note, actor, count, setDigest } = made;
  yield [REVISION, { revision, publishedAt, note, actor, count, setDigest }];
  for (const batch of toColumns(toVersions(plan), [
    'type',
    'id',
    'slug',
    'digest',
    'body',
    'source',
    'reason',
    'replacedByType',
    'replacedById',
  ])) {
    yield [RESOURCES, { ...batch, revision }];
    yield [VERSIONS, { ...batch, revision, publishedAt }];
  }
  const names = plan.names.map(({ type, name, id }) => ({ type, name, id }));
  for (const batch of toColumns(names, ['type', 'name', 'id'])) {
    yield [CLOSE_NAMES, { ...batch, revision }];
    yield [OPEN_NAMES, { ...batch, revision }];
  }
  const { close, open } = plan.references;
  for (const batch of toColumns(toReferences(close), ['fromType', 'fromId', 'role', 'id'])) {
    yield [CLOSE_REFERENCES, { ...batch, revision }];
  }
  for (const batch of toColumns(toReferences(open), ['fromType', 'fromId', 'role', 'type', 'id'])) {
    yield [OPEN_REFERENCES, { ...batch, revision }];
  }
}
