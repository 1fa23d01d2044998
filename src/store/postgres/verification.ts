import type { ResourceKey, ResourceType } from '../../schemas/resource.js';
import type { PublishStore, Reference, SearchDocument } from '../store.js';
import type { Connection } from './connection.js';
import { toStatement } from './statement.js';

const KEYS = 'unnest(:types::text[], :ids::text[]) AS k (type, id)';

const REFERENCES = toStatement(
  'verify_references',
  `SELECT r.from_type, r.from_id, r.role, r.to_type AS type, r.to_id AS id FROM ${KEYS}
   JOIN ref r ON r.from_type = k.type AND r.from_id = k.id AND r.until = 9007199254740991
   ORDER BY r.from_type, r.from_id, r.role, r.to_id`,
);
const NAMES = toStatement(
  'verify_names',
  `SELECT n.type, n.id, n.name FROM ${KEYS}
   JOIN name n ON n.type = k.type AND n.id = k.id AND n.until = 9007199254740991 ORDER BY n.type, n.id, n.name`,
);
const DOCUMENTS = toStatement(
  'verify_documents',
  `SELECT e.id, t.title, t.text FROM ${KEYS}
   JOIN search_entry e ON k.type = 'question' AND e.id = k.id AND e.until = 9007199254740991
   JOIN search_text t ON t.entry = e.entry`,
);

/** Facts that hold between the tables, each a statement that counts what breaks it. */
const invariants = (
  [
    [
      'versions overlap: one begins before the version before it ends',
      `SELECT count(*) FROM (
         SELECT revision, lag(until) OVER (PARTITION BY type, id ORDER BY until) AS ended FROM version) v
       WHERE ended > revision`,
    ],
    [
      'resources have no newest version',
      `SELECT count(*) FROM resource r WHERE NOT EXISTS (
         SELECT 1 FROM version v WHERE v.type = r.type AND v.id = r.id AND v.until = 9007199254740991)`,
    ],
    [
      'the head is not the last revision',
      'SELECT (revision <> (SELECT coalesce(max(revision), 0) FROM revision))::int FROM head',
    ],
    ['revisions are missing', 'SELECT coalesce(max(revision), 0) - count(*) FROM revision'],
    [
      'search entries differ from their texts',
      `SELECT count(*) FROM search_entry e LEFT JOIN search_text t ON t.entry = e.entry
       WHERE t.title IS DISTINCT FROM e.title`,
    ],
    [
      'the search index differs from the texts that it was made from',
      `SELECT count(*) FROM search_entry e JOIN search_text t ON t.entry = e.entry
       WHERE ARRAY(SELECT unnest(e.tokens) token ORDER BY token) IS DISTINCT FROM ARRAY(
         SELECT DISTINCT token FROM unnest(string_to_array(t.title || ' ' || t.text, ' ')) token WHERE token <> '' ORDER BY token)`,
    ],
  ] as const
).map(([fault, sql], index) => ({ fault, count: toStatement(`verify_${index}`, `SELECT (${sql})::bigint AS count`) }));

type From = { from_type: ResourceType; from_id: string };

export function verification(primary: Connection): Pick<PublishStore, 'readIndexes' | 'checkIntegrity'> {
  return {
    readIndexes: (keys) =>
      primary.transact('read', async (session) => {
        const values = { types: keys.map(({ type }) => type), ids: keys.map(({ id }) => id) };
        const references = await session.all<Reference & From>(REFERENCES, values);
        const names = await session.all<ResourceKey & { name: string }>(NAMES, values);
        const documents = await session.all<SearchDocument & { id: string }>(DOCUMENTS, values);
        const indexes = new Map(
          keys.map(({ type, id }) => [
            `${type}/${id}`,
            { references: [] as Reference[], names: [] as string[], search: null as SearchDocument | null },
          ]),
        );
        for (const { from_type, from_id, role, type, id } of references) {
          indexes.get(`${from_type}/${from_id}`)?.references.push({ role, type, id });
        }
        for (const { type, id, name } of names) indexes.get(`${type}/${id}`)?.names.push(name);
        for (const { id, title, text } of documents) {
          const held = indexes.get(`question/${id}`);
          if (held) held.search = { title, text };
        }
        return indexes;
      }),
    checkIntegrity: () =>
      primary.transact('read', async (session) => {
        const faults: string[] = [];
        for (const { fault, count } of invariants) {
          const [row] = await session.all<{ count: number }>(count);
          if (row !== undefined && row.count > 0) faults.push(`${fault} (${row.count})`);
        }
        return faults;
      }),
  };
}
