import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ProblemCode, ProblemError, toProblem } from '../problems.js';
import { toErrorCacheControl, toInstance } from './errors.js';
import { ALLOWED_METHODS, standardHeaders } from './headers.js';

const LINGER_MILLISECONDS = 1000;

interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

/**
 * Answers what never becomes a request in Fastify: what Node's parser refuses, what comes too slowly, CONNECT and
 * expectations. `headers` gives those that depend on the time.
 */
export function answerRawSockets(server: Server, headers: () => Readonly<Record<string, string>>): void {
  const latest = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();
  server.on('request', (request, response) => latest.set(request.socket, { request, response }));

  function end(socket: Duplex, problem: ProblemError): void {
    socket.end(toMessage(problem, headers()));
    // Closed at once, with bytes still unread, the connection would be reset and the answer lost on its way.
    setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref();
  }

  const doomed = new WeakSet<Duplex>();
  server.on('clientError', (error: ClientError, socket) => {
    if (socket.writableEnded || (doomed.has(socket) && socket.writable)) return;
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const { request, response } = latest.get(socket) ?? {};
    if (request?.complete === true && response?.writableFinished === false) {
      // What is wrong came after that request: said before its answer, it would be taken for it.
      doomed.add(socket);
      response.once('close', () => socket.writable && end(socket, toClientProblem(error)));
      return;
    }
    // This request has had its answer: another one would be taken for that of the next.
    if (response?.headersSent === true && request?.complete === false) return void socket.destroy();
    end(socket, toClientProblem(error));
  });
  server.on('connect', (_request, socket) => end(socket, methodNotAllowed()));
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const problem = new ProblemError('expectation-failed', 'Only the expectation 100-continue is met here.');
    const body = toBody(problem);
    response.writeHead(problem.status, toHeaders(problem, body, headers())).end(body);
  });
}

/** Where the request begins that is wrong, as far as it came in one packet with that; others may stand before it. */
function findStart({ rawPacket, bytesParsed = 0 }: ClientError): string {
  const text = rawPacket?.toString('latin1') ?? '';
  const before = text.lastIndexOf('\r\n\r\n', bytesParsed);
  return text.slice(before < 0 ? 0 : before + 4).slice(0, 32_768);
}

function toClientProblem(error: ClientError): ProblemError {
  const start = findStart(error);
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('request-timeout', 'The request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      // The request line counts as part of the header block.
      return /^[A-Z]+ [^\r\n]*$/.test(start.slice(0, 16_384))
        ? problem('uri-too-long', 'The address is too long.')
        : problem('headers-too-large', 'The header block is larger than 16 KiB.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return problem('content-too-large', 'The chunk extensions are too large.');
    case 'HPE_INVALID_METHOD':
      return /^[\w!#$%&'*+.^`|~-]+ \S+ HTTP\/1\.[01]\r?\n/.test(start) ? methodNotAllowed() : malformed();
    default:
      return malformed();
  }
}

const problem = (code: ProblemCode, detail: string) => new ProblemError(code, detail);
const malformed = () => problem('malformed-request', 'What was sent is not an HTTP/1.1 request.');
const methodNotAllowed = () => problem('method-not-allowed', `Only ${ALLOWED_METHODS} are allowed here.`);

const toBody = (error: ProblemError) => JSON.stringify(toProblem(error, toInstance(randomUUID())));

function toHeaders(error: ProblemError, body: string, headers: Readonly<Record<string, string>>) {
  return {
    ...standardHeaders,
    ...headers,
    'cache-control': toErrorCacheControl(error.status),
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    ...(error.code === 'method-not-allowed' && { allow: ALLOWED_METHODS }),
    connection: 'close',
  };
}

function toMessage(error: ProblemError, headers: Readonly<Record<string, string>>): string {
  const body = toBody(error);
  const lines = Object.entries({ ...toHeaders(error, body, headers), date: new Date().toUTCString() });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${head}\r\n${body}`;
}
