import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { toTimestamp } from '../compose/timestamp.js';
import type { CdnProfile } from '../config.js';
import { type Cursors, toMark } from '../cursor.js';
import { toCacheHeaders } from '../http/caching.js';
import { sendFile } from '../http/file.js';
import { buildRepresentation } from '../http/representation.js';
import { sendRepresentation } from '../http/send.js';
import { ProblemError } from '../problems.js';
import { ref } from '../schemas/primitives.js';
import { serviceResponses } from '../schemas/service-responses.js';
import { Snapshot, SnapshotFileName, type SnapshotRecord, snapshotMediaTypes } from '../schemas/snapshot.js';
import { fileResponses } from '../schemas/snapshot-responses.js';
import { findCurrent, isServable } from '../snapshot/current.js';
import type { Shelf } from '../snapshot/shelf.js';
import type { ReadStore } from '../store/store.js';

const tags = ['Sync'];
const querystring = Type.Object({}, { additionalProperties: false });

interface Given {
  readonly store: ReadStore;
  readonly shelf: Pick<Shelf, 'list' | 'find' | 'openFile'>;
  readonly cursors: Cursors;
  readonly cdnProfile: CdnProfile;
}

export const snapshotRoutes: FastifyPluginAsyncTypebox<Given> = async (app, { store, shelf, cursors, cdnProfile }) => {
  function toManifest({ revision, publishedAt, count, setDigest, files }: SnapshotRecord): Snapshot {
    return {
      revision,
      publishedAt: toTimestamp(publishedAt),
      set: { count, digest: setDigest },
      cursor: cursors.toSyncCursor({ since: toMark({ revision, setDigest }), window: undefined }),
      files: files.map(({ name, format, bytes, sha256 }) => ({
        name,
        format,
        mediaType: snapshotMediaTypes[format],
        bytes,
        sha256,
        url: `/v1/snapshots/${revision}/${name}`,
      })),
    };
  }

  app.get(
    '/v1/snapshots/latest',
    {
      schema: {
        operationId: 'getLatestSnapshot',
        summary: 'Get the latest snapshot',
        description:
          'Everything that is live, as files to begin a copy with: load one, compare its SHA-256, then go on at `/v1/sync` with `cursor`. A snapshot is built some time after a publish, so it may be of an older revision than the latest; the files of a snapshot go away after some newer ones.',
        tags,
        querystring,
        response: serviceResponses(ref(Snapshot), {
          description: 'The snapshot and where its files are.',
          tagged: true,
          guarded: true,
          missing: 'No snapshot was built yet, or the last one held what was recalled since: begin with `/v1/sync`.',
        }),
      },
    },
    async (request, reply) => {
      const record = await findCurrent(shelf, store);
      if (record === undefined) {
        const detail = 'There is no snapshot right now: begin with `/v1/sync`, or ask again in a minute.';
        throw new ProblemError('not-found', detail);
      }
      reply.header('content-revision', String(record.revision));
      const representation = buildRepresentation(JSON.stringify(toManifest(record)), 'application/json');
      return sendRepresentation(request, reply, representation, toCacheHeaders(cdnProfile, 'fresh', false, []));
    },
  );

  app.get(
    '/v1/snapshots/:revision/:file',
    {
      schema: {
        operationId: 'getSnapshotFile',
        summary: 'Get a file of a snapshot',
        description:
          'The file as it is, without a content coding: it never changes. `Range` asks for a part of it, with the `ETag` as `If-Range`; several ranges at once are answered with the whole. Every text of an expert in it comes with its disclaimer.',
        tags,
        params: Type.Object(
          {
            revision: Type.String({
              pattern: '^[1-9][0-9]{0,15}$',
              maxLength: 16,
              description: 'The number of the revision, in its one spelling.',
              examples: ['1'],
            }),
            file: SnapshotFileName,
          },
          { additionalProperties: false },
        ),
        querystring,
        response: fileResponses,
      },
    },
    async (request, reply) => {
      const { file: name } = request.params;
      const revision = Number(request.params.revision);
      const record = await shelf.find(revision);
      const file = record?.files.find((one) => one.name === name);
      if (record === undefined || file === undefined || !(await isServable(record, store))) {
        const detail = 'There is no such file, or it is no longer kept: `/v1/snapshots/latest` says what there is.';
        throw new ProblemError('not-found', detail);
      }
      reply.header('content-revision', String(revision));
      const served = { mediaType: snapshotMediaTypes[file.format], bytes: file.bytes, sha256: file.sha256 };
      const headers = toCacheHeaders(cdnProfile, 'detail', true, 'all');
      return sendFile(request, reply, served, headers, () => shelf.openFile(revision, name));
    },
  );
};
