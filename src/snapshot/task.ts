import type { SnapshotRecord } from '../schemas/snapshot.js';
import type { SnapshotError } from './errors.js';

/** What the thread is given. */
export interface Task {
  readonly databaseUrl: string;
  readonly folder: string;
}

/** What it answers. */
export type Outcome =
  | {
      readonly state: 'built';
      readonly revision: number;
      readonly files: SnapshotRecord['files'];
      readonly unchanged: boolean;
    }
  | { readonly state: 'refused'; readonly code: SnapshotError['code']; readonly detail: string };
