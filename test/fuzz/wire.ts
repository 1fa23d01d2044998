import { once } from 'node:events';
import { connect } from 'node:net';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Sends bytes in pieces, each as a packet of its own, and gives all that comes back until the other side ends; where it might
 * wait for more, `end` says that there is none. Node answers nobody who has ended, so that comes a moment later.
 */
export async function converse(origin: string, pieces: readonly Buffer[], then: 'listen' | 'end'): Promise<Buffer> {
  const { hostname, port } = new URL(origin);
  const chunks: Buffer[] = [];
  const socket = connect({ port: Number(port), host: hostname, noDelay: true });
  socket.on('data', (chunk) => chunks.push(chunk));
  // A reset is how a refusal can end; what came before it counts.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await once(socket, 'connect');
  for (const piece of pieces) {
    if (socket.writable) await new Promise((resolve) => socket.write(piece, resolve));
    await new Promise(setImmediate);
  }
  if (then === 'end') setTimeout(() => socket.end(), 10);
  await closed;
  return Buffer.concat(chunks);
}

/** Takes the answers apart. Throws when the bytes are not whole answers, one after another. */
export function parseAnswers(bytes: Buffer, methods: readonly string[]): readonly WireAnswer[] {
  const answers: WireAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`an answer without an end of its head: ${rest.toString('latin1', 0, 200)}`);
    const [start = '', ...lines] = rest.toString('latin1', 0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(start)?.[1]);
    if (Number.isNaN(status)) throw new Error(`not the start of an answer: ${start.slice(0, 200)}`);
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const [, name = '', value = ''] = /^([\w-]+): ?(.*)$/.exec(line) ?? [];
      if (name === '') throw new Error(`not a header: ${line}`);
      headers[name.toLowerCase()] = value;
    }
    if (status < 200) {
      rest = rest.subarray(end + 4);
      continue;
    }
    const isBodiless = methods[answers.length] === 'HEAD' || status === 204 || status === 304;
    const length = isBodiless ? 0 : Number(headers['content-length'] ?? Number.NaN);
    if (Number.isNaN(length) || end + 4 + length > rest.length)
      throw new Error(`an answer of unclear length: ${start}`);
    answers.push({ status, headers, body: rest.subarray(end + 4, end + 4 + length) });
    rest = rest.subarray(end + 4 + length);
  }
  return answers;
}
