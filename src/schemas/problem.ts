import { type Static, Type } from '@sinclair/typebox';
import { nullable, RevisionNumber, ref, Text } from './primitives.js';
import { ResourceKey, WithdrawalReasonName } from './resource.js';

export const ProblemFault = Type.Object(
  {
    detail: Type.String({ maxLength: 2000, description: 'What is wrong, and what would be right.' }),
    code: Type.String({
      maxLength: 64,
      description: 'The kind of fault, a fixed word such as `unknown`, `repeated` or `range`.',
    }),
    parameter: Type.Optional(
      Type.String({ maxLength: 200, description: 'The name of the parameter or header at fault.' }),
    ),
    pointer: Type.Optional(
      Type.String({ maxLength: 500, description: 'The place in the body at fault, a JSON Pointer (RFC 6901).' }),
    ),
  },
  { $id: 'ProblemFault', description: 'One fault of the request.' },
);
export type ProblemFault = Static<typeof ProblemFault>;

export const Problem = Type.Object(
  {
    type: Type.String({
      format: 'uri',
      maxLength: 200,
      description: 'The kind of problem: an absolute URI, the same in every deployment.',
    }),
    title: Text('What the type means, in short.', 200),
    status: Type.Integer({ format: 'int32', minimum: 400, maximum: 599, description: 'The HTTP status.' }),
    detail: Type.String({ maxLength: 2000, description: 'What happened this time, and what to do.' }),
    instance: Type.String({
      format: 'uri',
      maxLength: 64,
      description: 'The `urn:uuid:` of this request; quote it when you report the problem.',
    }),
    errors: Type.Optional(
      Type.Array(ref(ProblemFault), {
        maxItems: 100,
        description: 'Each fault, where there are several places to mend.',
      }),
    ),
    reason: Type.Optional(WithdrawalReasonName),
    replacedBy: Type.Optional(
      nullable(ref(ResourceKey), {
        description:
          'What to read instead of the withdrawn resource, of the same type and published; `null` when there is nothing.',
      }),
    ),
    latestRevision: Type.Optional(
      RevisionNumber('The latest revision here, when the revision asked for cannot be read.'),
    ),
    'violated-policies': Type.Optional(
      Type.Array(Text('The name of a policy.', 20), {
        maxItems: 4,
        description: 'The policies of `RateLimit-Policy` under which nothing is left.',
      }),
    ),
  },
  { $id: 'Problem', description: 'A problem (RFC 9457), the one shape of every error.' },
);
export type Problem = Static<typeof Problem>;
