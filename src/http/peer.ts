import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';

const MAX_KNOWN = 10_000;

/** Longer than a few proxies make it: what clients write there must not fill the memory. */
const MAX_LENGTH = 200;

/**
 * Finds the address of clients behind the proxies that are trusted, as Fastify does, and remembers it for a while. What is no
 * address names the proxy that sent it.
 */
export function buildAddressFinder(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trust = proxyAddress.compile([...trustedProxies]);
  const known = new Map<string, string>();

  return (request) => {
    const peer = request.socket.remoteAddress ?? '';
    if (trustedProxies.length === 0) return peer;
    const forwardedFor = request.headers['x-forwarded-for'];
    if (forwardedFor === undefined) return peer;
    const key = `${peer} ${forwardedFor}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = proxyAddress(request, trust);
    const address = isIP(found) ? found : peer;
    if (key.length > MAX_LENGTH) return address;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, address);
    return address;
  };
}
