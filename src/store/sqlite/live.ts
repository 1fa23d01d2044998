import type { Database } from 'better-sqlite3';
import type { ResourceKey, ResourceType, WithdrawalReason } from '../../schemas/resource.js';
import type { Draft, Live, LiveResource, Reference, Revision } from '../store.js';

const RESOURCE = `
  SELECT type, id, digest, reason, revision, first_revision, slug FROM version
  WHERE type = ? AND id = ? AND until = 9007199254740991`;
const REFERENCES = `
  SELECT role, to_type AS type, to_id AS id FROM ref
  WHERE from_type = ? AND from_id = ? AND until = 9007199254740991`;
const REFERRERS = `
  SELECT DISTINCT from_type AS type, from_id AS id FROM ref
  WHERE to_id = :id AND to_type = :type AND until = 9007199254740991`;
const HOLDER = `
  SELECT n.id, v.slug FROM name n JOIN version v ON v.type = n.type AND v.id = n.id AND v.until = 9007199254740991
  WHERE n.type = ? AND n.name = ? AND n.until = 9007199254740991`;
const EVERYTHING = `
  SELECT type, id FROM version INDEXED BY version_newest WHERE until = 9007199254740991 AND body IS NOT NULL`;

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

/** Reads the state that a draft is judged against, within the transaction that is open. */
export function prepareReadLive(db: Database): (draft: Draft, head: Revision) => Live {
  const findResource = db.prepare<[string, string], ResourceRow>(RESOURCE);
  const listReferences = db.prepare<[string, string], Reference>(REFERENCES);
  const listReferrers = db.prepare<{ type: string; id: string }, ResourceKey>(REFERRERS);
  const findHolder = db.prepare<[string, string], { id: string; slug: string | null }>(HOLDER);
  const listEverything = db.prepare<[], ResourceKey>(EVERYTHING);

  return (draft, head) => {
    const resources = new Map<string, LiveResource>();
    const referrers = new Map<string, readonly ResourceKey[]>();
    const names = new Map<string, { readonly id: string; readonly current: boolean }>();

    function load(key: ResourceKey): LiveResource | undefined {
      const loaded = resources.get(toKey(key));
      if (loaded !== undefined) return loaded;
      const row = findResource.get(key.type, key.id);
      if (row === undefined) return undefined;
      const { first_revision: firstRevision, ...members } = row;
      const resource = { ...members, firstRevision, references: listReferences.all(row.type, row.id) };
      resources.set(toKey(key), resource);
      return resource;
    }

    /** A question may take its answers with it, or drop them. */
    function loadAnswers(question: LiveResource | undefined): void {
      for (const { role, id } of question?.references ?? []) {
        if (role === 'answer') loadWithReferrers({ type: 'answer', id });
      }
    }

    /** Of what a draft may withdraw; who refers to anything else does not matter, and may be very many. */
    function loadWithReferrers(key: ResourceKey): void {
      const resource = load(key);
      if (resource === undefined || referrers.has(toKey(key))) return;
      const found = listReferrers.all({ type: key.type, id: key.id });
      referrers.set(toKey(key), found);
      for (const referrer of found) load(referrer);
      if (key.type === 'question') loadAnswers(resource);
    }

    function loadName(type: ResourceType, name: string): void {
      const holder = findHolder.get(type, name);
      if (holder === undefined) return;
      const current = holder.id === name || holder.slug === name;
      names.set(`${type}/${name}`, { id: holder.id, current });
      load({ type, id: holder.id });
    }

    for (const { type, id, slug, references } of draft.resources) {
      const before = load({ type, id });
      if (type === 'question') loadAnswers(before);
      for (const reference of references) if (reference.type !== null) load({ type: reference.type, id: reference.id });
      loadName(type, id);
      if (slug !== null) loadName(type, slug);
    }
    for (const withdrawal of draft.withdrawals) {
      loadWithReferrers(withdrawal);
      if (withdrawal.replacedBy !== null) load(withdrawal.replacedBy);
    }
    if (draft.mirror) for (const key of listEverything.all()) loadWithReferrers(key);
    return { head, resources, referrers, names };
  };
}
