import { type Static, Type } from '@sinclair/typebox';
import { Disclaimer } from './disclaimer.js';
import { Cursor } from './page.js';
import { Count, constant, Digest, Id, nullable, RevisionNumber, ref, SetDigest, Timestamp } from './primitives.js';
import { AnyResource, ResourceKey, ResourceTypeName, WithdrawalReasonName } from './resource.js';

export const SyncUpsert = Type.Object(
  {
    op: constant('upsert'),
    type: ResourceTypeName,
    id: Id(),
    revision: RevisionNumber('The revision that published this version.'),
    publishedAt: Timestamp('When the resource was first published.'),
    updatedAt: Timestamp('When this version was published.'),
    digest: Digest(),
    resource: ref(AnyResource),
  },
  { $id: 'SyncUpsert', description: 'A resource that is new or changed. Applying it twice changes nothing.' },
);
export type SyncUpsert = Static<typeof SyncUpsert>;

export const SyncDelete = Type.Object(
  {
    op: constant('delete'),
    type: ResourceTypeName,
    id: Id(),
    revision: RevisionNumber('The revision that withdrew it.'),
    reason: WithdrawalReasonName,
    replacedBy: nullable(ref(ResourceKey), {
      description: 'What was named to replace it, of the same type; `null` when nothing was.',
    }),
  },
  {
    $id: 'SyncDelete',
    description: 'A resource that was withdrawn: delete the copy. With reason `safety`, hide it before anything else.',
  },
);
export type SyncDelete = Static<typeof SyncDelete>;

export const SyncChange = Type.Unsafe<SyncUpsert | SyncDelete>({
  $id: 'SyncChange',
  description: 'One change of a window, told apart by `op`.',
  oneOf: [ref(SyncUpsert), ref(SyncDelete)],
  discriminator: {
    propertyName: 'op',
    mapping: { upsert: '#/components/schemas/SyncUpsert', delete: '#/components/schemas/SyncDelete' },
  },
});
export type SyncChange = Static<typeof SyncChange>;

export const SyncSet = Type.Object(
  { count: Count('How many resources are live.'), digest: SetDigest() },
  { $id: 'SyncSet', description: 'What a complete copy must add up to.' },
);

export const SyncPage = Type.Object(
  {
    from: RevisionNumber('The window begins after this revision; 0 means from nothing.'),
    to: RevisionNumber(
      'The window ends with this revision. When it differs from the page before, the window was begun again: drop the staged pages.',
    ),
    changes: Type.Array(ref(SyncChange), {
      maxItems: 1000,
      description:
        'What is live at `to` and changed after `from`, by revision, type and id; each resource once in a window.',
    }),
    disclaimers: Type.Array(ref(Disclaimer), {
      maxItems: 1000,
      description:
        'The disclaimers that `changes` must be shown with, as they are at `to`: of every question, answer and exercise among them.',
    }),
    hasMore: Type.Boolean({
      description:
        'Whether to ask again at once. Always `true` within a window of several pages, on its last page too: time has passed since it was begun. Otherwise, what was latest is all here.',
    }),
    complete: Type.Boolean({
      description: 'Whether this is the last page of the window: apply what was staged, then compare `set`.',
    }),
    set: nullable(ref(SyncSet), { description: 'On the last page, what the copy must add up to; else `null`.' }),
    nextCursor: Cursor('Give it as `cursor` for what follows. It never expires. Opaque.'),
    pollAfterSeconds: Type.Integer({
      format: 'int32',
      minimum: 0,
      maximum: 86_400,
      description: 'How long to wait before the next request, in seconds, when nothing more is known.',
    }),
  },
  { $id: 'SyncPage', description: 'A page of a sync window.' },
);
export type SyncPage = Static<typeof SyncPage>;

/** The parameters of a sync. */
export const SyncQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({
        format: 'int32',
        minimum: 1,
        maximum: 1000,
        default: 500,
        description: 'The most changes on the page. Pages of more than about 1 MiB end earlier.',
        examples: [500],
      }),
    ),
    cursor: Type.Optional(
      Cursor('The `nextCursor` of the page before, of whatever age. Without it the window begins from nothing.'),
    ),
  },
  { additionalProperties: false },
);
