import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** RFC 8785 canonical JSON. */
export function toCanonical(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('There is no canonical form of this value.');
  return text;
}

/** The digest of a text that is canonical already. */
export function digestOfText(canonical: string): string {
  return `sha256-${createHash('sha256').update(canonical, 'utf8').digest('hex')}`;
}

/** `sha256-` and the hex SHA-256 of the RFC 8785 canonical JSON of a resource. */
export function digestOf(resource: object): string {
  return digestOfText(toCanonical(resource));
}
