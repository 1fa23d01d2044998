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

/** What a snapshot looked like: because of the dates in it, none is the same twice. */
export const snapshotExample = {
  revision: 1,
  publishedAt: '2026-01-01T00:00:00.000Z',
  set: { count: 13, digest: 'sum256-cdf81fbfdb4c8d1a95c2b5f8b63b5e0f9a7cbb33f90da5ac4c83d8a0b2a4d6e1' },
  cursor: 'x3nGmZ9qT0yB5rW8uKcVhFsxLDEyLCJzdW0i',
  files: [
    {
      name: 'content-5f0c9d3b7a1e8246.ndjson.gz',
      format: 'ndjson',
      mediaType: 'application/gzip',
      bytes: 5120,
      sha256: '5f0c9d3b7a1e8246c5b07d91e43fa86208bd1c7f69e25a304c8d7b16f9e05a32',
      url: '/v1/snapshots/1/content-5f0c9d3b7a1e8246.ndjson.gz',
    },
  ],
};

export const Snapshot = Type.Object(
  {
    revision: RevisionNumber('The revision that the files are of.'),
    publishedAt: Timestamp('When that revision was published.'),
    set: ref(SyncSet),
    cursor: Cursor('Where a copy that begins with these files goes on: give it to `/v1/sync` as `cursor`. Opaque.'),
    files: Type.Array(ref(SnapshotFile), { maxItems: 10, description: 'The same content in several formats.' }),
  },
  {
    $id: 'Snapshot',
    description: 'Everything that is live at one revision, as files.',
    examples: [snapshotExample],
  },
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
