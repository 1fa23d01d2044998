import pg from 'pg';
import { StoreError } from '../errors.js';

type Kind = [StoreError['code'], string];

/** By the beginning of the SQLSTATE (PostgreSQL, Appendix A); the first that fits. */
const kinds: readonly [RegExp, Kind][] = [
  [/^(?:55P03|40001|40P01|55006)$/, ['busy', 'is in use by another writer; try again when that has ended']],
  [/^(?:53100|53400)$/, ['full', 'could not grow: its disk is full']],
  [/^25006$/, ['readonly', 'cannot be written to: it is a standby, or read-only']],
  [/^42501$/, ['readonly', 'does not let this user do that: grant the permission']],
  [/^XX00[12]$/, ['corrupt', 'is damaged; restore it from a backup']],
  [/^(?:42P01|42703)$/, ['older-schema', 'is of an older release, or empty; migrate it first']],
  [/^3D000$/, ['cannot-open', 'does not exist; create it']],
  [/^28/, ['cannot-open', 'does not let this user in: check the name and the password']],
  [/^57014$/, ['unavailable', 'took too long to answer']],
  [/^53/, ['unavailable', 'has no room for another connection, or no memory']],
  [/^(?:08|57P|25P03)/, ['unavailable', 'ended the connection, or does not take one now']],
];

/** Of the system's codes for what happens on the way to a server. */
const LOST =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOST(?:UNREACH|DOWN)|ENET(?:UNREACH|DOWN)|EAI_AGAIN|ENOENT)$/;
const LOST_MESSAGE =
  /^(?:Connection terminated|timeout e|timeout expired|Client has encountered a connection error|Query read timeout|The client is closed|Client was closed)|Cannot use a pool after calling end/;

function toKind(error: Error): Kind | undefined {
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof pg.DatabaseError) return kinds.find(([pattern]) => pattern.test(code))?.[1];
  if (code === 'ENOTFOUND') return ['cannot-open', 'cannot be found: no such host is known'];
  if (LOST.test(code) || LOST_MESSAGE.test(error.message)) return ['unavailable', 'cannot be reached'];
  if (/^SASL/.test(error.message)) return ['cannot-open', 'does not let this user in: check the name and the password'];
  if (/SSL/.test(error.message)) return ['cannot-open', 'does not agree on encryption: check `sslmode` in its URL'];
  return undefined;
}

/** Which permission is missing, only the server says. */
function toDetail(error: Error): string {
  const isRefused = error instanceof pg.DatabaseError && error.code === '42501';
  return isRefused ? ` (PostgreSQL says: ${error.message.split('\n')[0]})` : '';
}

/** What went wrong with the database that `place` names, as a `StoreError`; anything that is not the engine's failure as it is. */
export function toStoreError(error: unknown, place: string): unknown {
  if (!(error instanceof Error)) return error;
  // Several addresses of one host were tried.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const kind = first instanceof Error ? toKind(first) : undefined;
  if (kind === undefined || !(first instanceof Error)) return error;
  return new StoreError(kind[0], `The database ${place} ${kind[1]}${toDetail(first)}.`, { cause: error });
}

/** Whether an error says that the connection is gone, so that nothing is known of what was asked on it last. */
export function isLost(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'unavailable';
}
