import { toTimestamp } from '../compose/timestamp.js';
import type { Revision, StoredVersion } from '../store/store.js';

/** Raised when the lines come to be written differently. */
export const NDJSON_FORMAT = 1;

/** A version that has a body. */
export type LiveVersion = StoredVersion & { readonly digest: string; readonly body: string };

/** The first line: what the others are of, and what they must add up to. */
export function toHeaderLine({ revision, publishedAt, count, setDigest }: Revision): string {
  const header = {
    type: 'snapshot',
    format: NDJSON_FORMAT,
    revision,
    publishedAt: toTimestamp(publishedAt),
    set: { count, digest: setDigest },
  };
  return `${JSON.stringify(header)}\n`;
}

/** A resource as a sync window has it, its body as it is stored: canonical, so that the digest is of these very bytes. */
export function toResourceLine(version: LiveVersion): string {
  const { type, id, revision, publishedAt, updatedAt, digest, body } = version;
  const members = {
    type,
    id,
    revision,
    publishedAt: toTimestamp(publishedAt),
    updatedAt: toTimestamp(updatedAt),
    digest,
  };
  return `${JSON.stringify(members).slice(0, -1)},"resource":${body}}\n`;
}
