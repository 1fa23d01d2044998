import { stringEnum } from './primitives.js';

/** What a key may be for: reading content as it is shown, and keeping copies of all of it. */
export const keyScopes = ['read', 'sync'] as const;
export type KeyScope = (typeof keyScopes)[number];

export const KeyScopeName = stringEnum(keyScopes, {
  description: 'What the key may be used for: `read` content, or `sync` copies of all of it.',
});
