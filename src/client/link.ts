import type { ReplicaStore } from './replica-store.js';
import type { Sha256 } from './sha256.js';
import type { Transport } from './transport.js';

/** What a sync runs between: a service and a store. */
export interface Link {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly store: ReplicaStore;
  readonly transport: Transport;
  readonly sha256: Sha256;
}
