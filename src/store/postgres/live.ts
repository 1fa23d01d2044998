import type { ResourceKey, ResourceType, WithdrawalReason } from '../../schemas/resource.js';
import type { Draft, Live, LiveResource, Reference } from '../store.js';
import { toColumns } from './batches.js';
import type { Session } from './connection.js';
import { type Statement, toStatement } from './statement.js';

const KEYS = 'unnest(:type::text[], :id::text[]) AS k (type, id)';

const RESOURCES = toStatement(
  'live_resources',
  `SELECT v.type, v.id, v.digest, v.reason, v.revision, v.first_revision, v.slug FROM ${KEYS}
   JOIN version v ON v.type = k.type AND v.id = k.id AND v.until = 9007199254740991`,
);
const REFERENCES = toStatement(
  'live_references',
  `SELECT r.from_type, r.from_id, r.role, r.to_type AS type, r.to_id AS id FROM ${KEYS}
   JOIN ref r ON r.from_type = k.type AND r.from_id = k.id AND r.until = 9007199254740991
   ORDER BY r.from_type, r.from_id, r.role, r.to_id`,
);
const REFERRERS = toStatement(
  'live_referrers',
  `SELECT DISTINCT r.to_type, r.to_id, r.from_type AS type, r.from_id AS id FROM ${KEYS}
   JOIN ref r ON r.to_id = k.id AND r.to_type = k.type AND r.until = 9007199254740991
   ORDER BY r.to_type, r.to_id, r.from_type, r.from_id`,
);
const HOLDERS = toStatement(
  'live_holders',
  `SELECT n.type, n.name, n.id, v.slug FROM ${KEYS}
   JOIN name n ON n.type = k.type AND n.name = k.id AND n.until = 9007199254740991
   JOIN version v ON v.type = n.type AND v.id = n.id AND v.until = 9007199254740991`,
);
const EVERYTHING = toStatement(
  'live_everything',
  'SELECT type, id FROM version WHERE until = 9007199254740991 AND body IS NOT NULL',
);

interface ResourceRow {
  type: ResourceType;
  id: string;
  digest: string | null;
  reason: WithdrawalReason | null;
  revision: number;
  first_revision: number;
  slug: string | null;
}

const toKey = ({ type, id }: ResourceKey) => `${type}/${id}`;

const toDistinct = (keys: readonly ResourceKey[]) => [...new Map(keys.map((key) => [toKey(key), key])).values()];

async function listFor<R extends object>(
  session: Session,
  statement: Statement,
  keys: readonly ResourceKey[],
): Promise<R[]> {
  const pairs = keys.map(({ type, id }) => ({ type, id }));
  const batches = toColumns(pairs, ['type', 'id']).map((values) => session.all<R>(statement, values));
  return (await Promise.all(batches)).flat();
}

function group<R extends object, T>(
  rows: readonly R[],
  toGroup: (row: R) => string,
  toMember: (row: R) => T,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const members = groups.get(toGroup(row));
    if (members === undefined) groups.set(toGroup(row), [toMember(row)]);
    else members.push(toMember(row));
  }
  return groups;
}

/**
 * Reads the state that a draft is judged against, within the transaction that is open. What is known to be needed is asked for at
 * once: the head is locked meanwhile, and every way to the server and back makes others wait.
 */
export async function readLive(session: Session, draft: Draft): Promise<Omit<Live, 'head'>> {
  const resources = new Map<string, LiveResource>();
  const referrers = new Map<string, readonly ResourceKey[]>();

  async function load(keys: readonly ResourceKey[]): Promise<void> {
    const wanted = toDistinct(keys).filter((key) => !resources.has(toKey(key)));
    const [rows, found] = await Promise.all([
      listFor<ResourceRow>(session, RESOURCES, wanted),
      listFor<Reference & { from_type: ResourceType; from_id: string }>(session, REFERENCES, wanted),
    ]);
    const references = group(
      found,
      (row) => `${row.from_type}/${row.from_id}`,
      ({ role, type, id }): Reference => ({ role, type, id }),
    );
    for (const { first_revision: firstRevision, ...members } of rows) {
      const key = toKey(members);
      resources.set(key, { ...members, firstRevision, references: references.get(key) ?? [] });
    }
  }

  /** A question may take its answers with it, or drop them. */
  const listAnswers = (key: ResourceKey): ResourceKey[] =>
    key.type !== 'question'
      ? []
      : (resources.get(toKey(key))?.references ?? []).flatMap(({ role, id }) =>
          role === 'answer' ? [{ type: 'answer' as const, id }] : [],
        );

  /** Of what a draft may withdraw; who refers to anything else does not matter, and may be very many. */
  async function loadWithReferrers(keys: readonly ResourceKey[]): Promise<void> {
    await load(keys);
    const due = toDistinct(keys).filter((key) => resources.has(toKey(key)) && !referrers.has(toKey(key)));
    if (due.length === 0) return;
    const found = group(
      await listFor<ResourceKey & { to_type: ResourceType; to_id: string }>(session, REFERRERS, due),
      (row) => `${row.to_type}/${row.to_id}`,
      ({ type, id }): ResourceKey => ({ type, id }),
    );
    for (const key of due) referrers.set(toKey(key), found.get(toKey(key)) ?? []);
    await load([...found.values()].flat());
    await loadWithReferrers(due.flatMap(listAnswers));
  }

  const claimed = draft.resources.flatMap(({ type, id, slug }) => [
    { type, id },
    ...(slug === null ? [] : [{ type, id: slug }]),
  ]);
  const mentioned = [
    ...draft.resources,
    ...draft.resources.flatMap(({ references }) =>
      references.flatMap(({ type, id }) => (type === null ? [] : [{ type, id }])),
    ),
    ...draft.withdrawals.flatMap(({ replacedBy }) => replacedBy ?? []),
  ];
  const [holders] = await Promise.all([
    listFor<{ type: ResourceType; name: string; id: string; slug: string | null }>(
      session,
      HOLDERS,
      toDistinct(claimed),
    ),
    load(mentioned),
  ]);
  const names = holders.map(({ type, name, id, slug }) => {
    return [`${type}/${name}`, { id, current: id === name || slug === name }] as const;
  });
  await load(holders);
  const everything = draft.mirror ? await session.all<ResourceKey>(EVERYTHING) : [];
  await loadWithReferrers([...draft.withdrawals, ...draft.resources.flatMap(listAnswers), ...everything]);
  return { resources, referrers, names: new Map(names) };
}
