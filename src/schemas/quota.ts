import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Count, nullable, ref, Timestamp } from './primitives.js';
import { KeyScopeName } from './scope.js';

export const QuotaPolicy = Type.Object(
  {
    name: Type.String({ maxLength: 20, description: 'The name of the policy, as in `RateLimit-Policy`.' }),
    quota: Count('How many requests the window allows.'),
    windowSeconds: Count('How long the window is. The quota comes back evenly within it.'),
    remaining: Count('How many requests are left now.'),
    resetSeconds: Count('Until one is possible again when none is left, else until all of the quota is.'),
  },
  { $id: 'QuotaPolicy', description: 'A limit, and what is left of it.' },
);

export const QuotaKey = Type.Object(
  {
    partner: Type.String({
      maxLength: 64,
      pattern: '^[a-z0-9]+(?:[.-][a-z0-9]+)*$',
      description: 'Whose key it is.',
    }),
    prefix: Type.String({
      maxLength: 14,
      pattern: '^so_live_[0-9A-Za-z]{6}$',
      description: 'How the key begins.',
    }),
    scopes: Type.Array(KeyScopeName, { maxItems: 10, description: 'What the key is for.' }),
    expiresAt: nullable(Timestamp('When the key ends; `null` when it does not.')),
  },
  { $id: 'QuotaKey', description: 'The key that the request came with.' },
);

export const Quota = Type.Object(
  {
    key: nullable(ref(QuotaKey), { description: 'The key; `null` for a request without one.' }),
    policies: Type.Array(ref(QuotaPolicy), {
      maxItems: 4,
      description: 'The limits of the caller: of the partner, or of the address without a key. Empty without limits.',
    }),
  },
  { $id: 'Quota', description: 'What the caller may still ask for.' },
);
export type Quota = Static<typeof Quota>;

export const quotaSchemas: readonly TSchema[] = [QuotaPolicy, QuotaKey, Quota];
