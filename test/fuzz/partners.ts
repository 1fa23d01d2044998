import { createKey } from '../../src/keys/issue.js';
import { makeKeyText } from '../../src/keys/text.js';
import type { KeyScope } from '../../src/schemas/scope.js';
import type { KeyStore } from '../../src/store/keys.js';

/** What requests can say in `Authorization`. */
export interface Authorizations {
  readonly usable: readonly string[];
  /** Expired, revoked, unknown, with a wrong checksum, or no key at all. */
  readonly unusable: readonly string[];
}

const bearer = (text: string) => `Bearer ${text}`;

/** Partners with keys of every kind. */
export async function openPartners(keys: KeyStore): Promise<Authorizations> {
  const create = async (partner: string, scopes?: readonly KeyScope[], expiresAt: number | null = null) =>
    (await createKey(keys, partner, { scopes, expiresAt, now: 0 })).text;
  const whole = await create('whole');
  const usable = [whole, await create('reader', ['read']), await create('copier', ['sync'])];
  const revoked = await create('revoked');
  await keys.revokeKeys('revoked', 1);
  const broken = `${whole.slice(0, -1)}${whole.endsWith('0') ? '1' : '0'}`;
  const unusable = [await create('expired', undefined, 1), revoked, makeKeyText(), broken, whole.slice(0, 20), ''];
  return { usable: usable.map(bearer), unusable: [...unusable.map(bearer), `Basic ${whole}`, whole] };
}
