import type { Policy } from './limits.js';

/** What each kind of caller may ask for. */
export interface CallerPolicies {
  readonly anonymous: readonly Policy[];
  readonly key: readonly Policy[];
}

const PARTNER = 'key ';

/** Both keys of a partner draw on one quota: a rotation does not double it. */
export const toPartnerCaller = (partner: string): string => `${PARTNER}${partner}`;

export const toNetworkCaller = (network: string): string => `address ${network}`;

/** The same for a caller in every process, whichever of them it came to. */
export function policiesOf(caller: string, policies: CallerPolicies): readonly Policy[] {
  return caller.startsWith(PARTNER) ? policies.key : policies.anonymous;
}
