import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { serializeDictionary } from 'structured-headers';
import { ProblemError } from '../problems.js';
import { matchesEntityTag } from './conditional.js';

/** A file that never changes. */
export interface ServedFile {
  readonly mediaType: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Streams a file or a part of it (RFC 9110, sections 13 and 14). `open` gives undefined when the file is gone. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { mediaType, bytes, sha256 }: ServedFile,
  headers: Readonly<Record<string, string>>,
  open: () => Promise<FileHandle | undefined>,
): Promise<FastifyReply> {
  const etag = `"${sha256}"`;
  const validators = { ...headers, etag };
  if (matchesEntityTag(request.headers['if-none-match'], etag)) return reply.code(304).headers(validators).send();

  const range = findRange(request, bytes, etag);
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${bytes}`);
    throw new ProblemError('range-not-satisfiable', `The file has ${bytes} bytes.`);
  }
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  const file = request.method === 'HEAD' ? 'none' : await open();
  if (file === undefined) throw new ProblemError('not-found', 'This file is no longer kept.');
  reply.headers({
    ...validators,
    'accept-ranges': 'bytes',
    'content-length': String(end - start + 1),
    'repr-digest': serializeDictionary({ 'sha-256': [toBytes(sha256), new Map()] }),
    ...(range && { 'content-range': `bytes ${start}-${end}/${bytes}` }),
  });
  return reply
    .code(range ? 206 : 200)
    .type(mediaType)
    .send(file === 'none' ? Readable.from([]) : file.createReadStream({ start, end }));
}

/**
 * The one part that is asked for. Several at once are answered with the whole, as are ranges that are not well-formed, of
 * another unit, or of another file (`If-Range`, compared strongly: there is no time to compare).
 */
function findRange(
  { method, headers: { range, 'if-range': condition } }: FastifyRequest,
  bytes: number,
  etag: string,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  if (method !== 'GET' || range === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const [, first, last] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(range) ?? [];
  if (first === undefined || last === undefined || `${first}${last}` === '') return undefined;
  if (first === '') {
    return Number(last) === 0 ? 'unsatisfiable' : { start: Math.max(0, bytes - Number(last)), end: bytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? bytes - 1 : Number(last);
  if (end < start && last !== '') return undefined;
  return start >= bytes ? 'unsatisfiable' : { start, end: Math.min(end, bytes - 1) };
}

function toBytes(hex: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(hex, 'hex')).buffer;
}
