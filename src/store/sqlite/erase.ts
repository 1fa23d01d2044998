import type { Database } from 'better-sqlite3';
import type { Withdrawal } from '../store.js';
import { prepareRemoveSearch } from './write-search.js';

// An erased version keeps its digest, so that the history still adds up, and says why it is not there.
const BODIES = `
  UPDATE version
  SET body = NULL, source = NULL, reason = 'safety', replaced_by_type = :replacedByType, replaced_by_id = :replacedById
  WHERE type = :type AND id = :id AND until < 9007199254740991 AND body IS NOT NULL`;

/** The questions that an answer was ever an answer to: their older search entries hold its words. */
const QUESTIONS = `
  SELECT DISTINCT from_id FROM ref WHERE to_id = ? AND from_type = 'question' AND role = 'answer'`;

const ENTRIES = 'SELECT entry FROM search_entry WHERE id = ? AND until < 9007199254740991';

const HEAD = 'UPDATE head SET erased = ?';

/** Erases what was ever published of resources that are withdrawn for safety, within the transaction that is open. */
export function prepareErase(db: Database): (recalled: readonly Withdrawal[], revision: number) => void {
  const eraseBodies = db.prepare<Record<string, string | null>>(BODIES);
  const listQuestions = db.prepare<[string], string>(QUESTIONS).pluck();
  const listEntries = db.prepare<[string], number>(ENTRIES).pluck();
  const removeSearch = prepareRemoveSearch(db);
  const setErased = db.prepare<[number]>(HEAD);

  return (recalled, revision) => {
    for (const { type, id, replacedBy } of recalled) {
      eraseBodies.run({ type, id, replacedByType: replacedBy?.type ?? null, replacedById: replacedBy?.id ?? null });
      const questions = type === 'question' ? [id] : type === 'answer' ? listQuestions.all(id) : [];
      for (const question of questions) removeSearch(listEntries.all(question));
    }
    setErased.run(revision);
  };
}
