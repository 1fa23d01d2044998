import { type KeyScope, keyScopes } from '../schemas/scope.js';
import type { Key, KeyStore, NewKey } from '../store/keys.js';
import { makeKeyText, toDigest, toPrefix } from './text.js';

/** What was asked for goes against the rules of keys; `message` says which, in one sentence. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

export interface IssueOptions {
  /** As the key before has them when undefined; all for the first. */
  readonly scopes: readonly KeyScope[] | undefined;
  /** As the key before has it when undefined; null, which the first has then, for never. */
  readonly expiresAt: number | null | undefined;
  readonly now: number;
}

export interface Issued {
  /** Told once: it is kept nowhere. */
  readonly text: string;
  readonly key: Key;
}

/** Whether a key can be used at a time. */
export function isLive({ revokedAt, expiresAt }: Key, now: number): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt);
}

/** The first key of a partner, or the next after all were revoked. Throws `KeyError`. */
export function createKey(store: KeyStore, partner: string, options: IssueOptions): Promise<Issued> {
  return issue(store, partner, options, (live) => {
    if (live.length === 0) return undefined;
    throw new KeyError(`${partner} has a key already, ${live[0]?.prefix}: rotate it.`);
  });
}

/** A second key, so that both work until the partner uses the new one and the old one is revoked. Throws `KeyError`. */
export function rotateKey(store: KeyStore, partner: string, options: IssueOptions): Promise<Issued> {
  return issue(store, partner, options, (live) => {
    const [first, second] = live;
    if (first === undefined) throw new KeyError(`${partner} has no key to rotate: create one.`);
    if (second === undefined) return first;
    throw new KeyError(`${partner} has two keys already: revoke ${first.prefix} or ${second.prefix} first.`);
  });
}

async function issue(
  store: KeyStore,
  partner: string,
  { scopes, expiresAt, now }: IssueOptions,
  findFormer: (live: readonly Key[]) => Key | undefined,
): Promise<Issued> {
  const text = makeKeyText();
  const key = await store.addKey(partner, (existing): NewKey => {
    const former = findFormer(existing.filter((one) => isLive(one, now)));
    return {
      prefix: toPrefix(text),
      partner,
      digest: toDigest(text),
      scopes: scopes ?? former?.scopes ?? keyScopes,
      createdAt: now,
      expiresAt: expiresAt === undefined ? (former?.expiresAt ?? null) : expiresAt,
    };
  });
  return { text, key };
}
