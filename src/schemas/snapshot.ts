import { type Static, Type } from '@sinclair/typebox';
import { Cursor } from './page.js';
import { Count, RevisionNumber, ref, SetDigest, stringEnum, Timestamp } from './primitives.js';
import { SyncSet } from './sync.js';

/** What a snapshot is written as. */
export const snapshotFormats = ['ndjson', 'sqlite'] as const;
export type SnapshotFormat = (typeof snapshotFormats)[number];

export const snapshotMediaTypes = {
  ndjson: 'application/gzip',
  sqlite: 'application/vnd.sqlite3',
} as const satisfies Record<SnapshotFormat, string>;

const Format = stringEnum(snapshotFormats, {
  description:
    '`ndjson`: gzip of one JSON object a line, a header first, then every live resource, disclaimers before all else. `sqlite`: a database with the resources, whole articles and a full-text index, ready to be opened.',
});

const fileName = {
  maxLength: 128,
  pattern: '^[a-z0-9]+(?:[.-][a-z0-9]+)*$',
};
/** The name of a file in the path. */
export const SnapshotFileName = Type.String({
  ...fileName,
  description: 'The name of the file, as the manifest has it.',
  examples: ['content-0123456789abcdef.sqlite'],
});

const fileMembers = {
  name: Type.String({ ...fileName, description: 'The name of the file. Other bytes have another name.' }),
  format: Format,
  bytes: Count('How long the file is.'),
  sha256: Type.String({
    pattern: '^[0-9a-f]{64}$',
    maxLength: 64,
    description: 'The lower-case hex SHA-256 of the file: compare it before you use the file.',
  }),
};

export const SnapshotFile = Type.Object(
  {
    ...fileMembers,
    url: Type.String({
      format: 'uri-reference',
      pattern: '^/[!-~]*$',
      maxLength: 300,
      description: 'Where it is, relative to this address. `Range` is honoured.',
    }),
    mediaType: stringEnum(Object.values(snapshotMediaTypes), { description: 'The media type of the file.' }),
  },
  { $id: 'SnapshotFile', description: 'One file of a snapshot.' },
);
export type SnapshotFile = Static<typeof SnapshotFile>;

export const Snapshot = Type.Object(
  {
    revision: RevisionNumber('The revision that the files are of.'),
    publishedAt: Timestamp('When that revision was published.'),
    set: ref(SyncSet),
    cursor: Cursor('Where a copy that begins with these files goes on: give it to `/v1/sync` as `cursor`. Opaque.'),
    files: Type.Array(ref(SnapshotFile), { maxItems: 10, description: 'The same content in several formats.' }),
  },
  { $id: 'Snapshot', description: 'Everything that is live at one revision, as files.' },
);
export type Snapshot = Static<typeof Snapshot>;

/** What is kept beside the files of a snapshot: what the manifest is made of on any server. */
export const SnapshotRecord = Type.Object({
  revision: RevisionNumber(),
  publishedAt: Type.Integer({ minimum: 0 }),
  count: Count('How many resources are live.'),
  setDigest: SetDigest(),
  files: Type.Array(Type.Object(fileMembers)),
});
export type SnapshotRecord = Static<typeof SnapshotRecord>;

export const snapshotSchemas = [Snapshot, SnapshotFile] as const;
