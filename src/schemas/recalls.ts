import { type Static, Type } from '@sinclair/typebox';
import { pageMembers } from './page.js';
import { constant, Id, nullable, RevisionNumber, ref, Timestamp } from './primitives.js';
import { ResourceKey, ResourceTypeName } from './resource.js';

export const Recall = Type.Object(
  {
    type: ResourceTypeName,
    id: Id(),
    revision: RevisionNumber('The revision that recalled it.'),
    recalledAt: Timestamp('When it was recalled.'),
    reason: constant('safety'),
    replacedBy: nullable(ref(ResourceKey), { description: 'What replaces it; `null` when nothing does.' }),
    reinstatedIn: nullable(RevisionNumber('The revision that published it again; `null` while it is withdrawn.')),
  },
  {
    $id: 'Recall',
    description:
      'A resource that was withdrawn for safety: hide every copy of it whose revision is below that of the recall, at once.',
  },
);
export type Recall = Static<typeof Recall>;

export const RecallList = Type.Object(
  { revision: RevisionNumber('The revision that the list is of.'), ...pageMembers(ref(Recall)) },
  { $id: 'RecallList', description: 'What was withdrawn for safety up to a revision, the newest first.' },
);
export type RecallList = Static<typeof RecallList>;
