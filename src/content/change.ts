import type { ResourceKey, ResourceType, WithdrawalReason } from '../schemas/resource.js';

/** What a publish, or several, did to one resource. */
export type ResourceChange =
  | { readonly op: 'add'; readonly type: ResourceType; readonly id: string }
  /** `members` are the names of those that differ. */
  | { readonly op: 'change'; readonly type: ResourceType; readonly id: string; readonly members: readonly string[] }
  | {
      readonly op: 'withdraw';
      readonly type: ResourceType;
      readonly id: string;
      readonly reason: WithdrawalReason;
      readonly replacedBy: ResourceKey | null;
    };
