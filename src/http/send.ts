import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems.js';
import { listAcceptedCodings } from './coding.js';
import { matchesEntityTag } from './conditional.js';
import { chooseCoding, encode, type Representation } from './representation.js';

/** Sends an answer in the coding that the client likes best, or 304 when it has it already. `onCoded` as in `encode`. */
export async function sendRepresentation(
  request: FastifyRequest,
  reply: FastifyReply,
  representation: Representation,
  headers: Readonly<Record<string, string>>,
  onCoded: (bytes: number) => void = () => {},
): Promise<FastifyReply> {
  const coding = chooseCoding(representation, listAcceptedCodings(request.headers['accept-encoding']));
  if (coding === undefined) {
    throw new ProblemError('not-acceptable', 'Accept-Encoding refuses br, gzip and identity: allow one of them.', {
      errors: [{ detail: 'Allow br, gzip or identity.', parameter: 'Accept-Encoding', code: 'coding' }],
    });
  }
  reply.headers({ ...headers, etag: representation.etag, vary: 'Accept-Encoding' });
  const isKnown = matchesEntityTag(request.headers['if-none-match'], representation.etag);
  // Of what the client has it learns nothing new from a Link (RFC 9110, section 15.4.5).
  if (isKnown) reply.code(304).removeHeader('link');
  if (isKnown && request.method !== 'HEAD') return reply.send();
  const bytes = await encode(representation, coding, onCoded);
  // A HEAD gets the length of what a GET would get, and Fastify drops the bytes; of an unknown type it would make one up.
  reply.type(representation.mediaType);
  if (!isKnown && coding !== 'identity') reply.header('content-encoding', coding);
  return reply.send(bytes);
}
