import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems.js';
import { splitTarget } from './target.js';

/** Room for the longest query there is, percent-encoded throughout. */
const MAX_TARGET_LENGTH = 4096;

/** The longest id or slug. */
export const MAX_SEGMENT_LENGTH = 128;

/** What is wrong with a request wherever it leads: its target, its host, its content. */
export function findRequestProblem(request: FastifyRequest, reply: FastifyReply): ProblemError | undefined {
  const target = request.raw.url ?? '';
  if (target.length > MAX_TARGET_LENGTH) {
    return new ProblemError(
      'uri-too-long',
      `The address has ${target.length} characters; at most ${MAX_TARGET_LENGTH} are read.`,
    );
  }
  if (/[^\x21-\x7e]|#/.test(target)) {
    return new ProblemError('malformed-request', 'The address holds characters that must be percent-encoded.');
  }
  if (
    splitTarget(target)
      .path.split('/')
      .some((segment) => lengthOf(segment) > MAX_SEGMENT_LENGTH)
  ) {
    return new ProblemError('uri-too-long', `A segment of the path is longer than ${MAX_SEGMENT_LENGTH} characters.`);
  }
  const { httpVersion } = request.raw;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    reply.header('connection', 'close');
    return new ProblemError('malformed-request', `The request says HTTP/${httpVersion}, but HTTP/1.1 is spoken here.`);
  }
  if (countHeader(request, 'host') > 1) {
    reply.header('connection', 'close');
    return new ProblemError('malformed-request', 'A request must not have two Host headers (RFC 9112, section 3.2).');
  }
  if (request.headers.authorization !== undefined && countHeader(request, 'authorization') > 1) {
    reply.header('connection', 'close');
    return new ProblemError('malformed-request', 'A request must not have two Authorization headers.');
  }
  if (httpVersion === '1.1' && !request.headers.host) {
    return new ProblemError(
      'malformed-request',
      'An HTTP/1.1 request must have a Host header (RFC 9112, section 3.2).',
    );
  }
  if (isRead(request) && hasContent(request)) {
    reply.header('connection', 'close');
    const detail = 'A GET or HEAD request must not have a body.';
    return new ProblemError('invalid-request', detail, { errors: [{ detail, pointer: '', code: 'body' }] });
  }
  return undefined;
}

/** Node gives the first alone, and whoever stands before this service may have gone by the second. */
function countHeader({ raw: { rawHeaders } }: FastifyRequest, header: string): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === header.length && name.toLowerCase() === header) count += 1;
  }
  return count;
}

const isRead = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD';

export function hasContent({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function lengthOf(segment: string): number {
  return segment.replace(/%[0-9a-f]{2}/gi, '-').length;
}
