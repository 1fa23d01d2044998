import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';

const MAX_KNOWN = 10_000;

/** Finds the address of clients behind the proxies that are trusted, as Fastify does; what it found it remembers for a while. */
export function buildAddressFinder(trustedProxies: readonly string[]) {
  const trust = proxyAddress.compile([...trustedProxies]);
  const known = new Map<string, string>();

  return (request: IncomingMessage, forwardedFor: string | undefined): string => {
    const peer = request.socket.remoteAddress ?? '';
    if (forwardedFor === undefined || trustedProxies.length === 0) return peer;
    const key = `${peer} ${forwardedFor}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const address = proxyAddress(request, trust);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, address);
    return address;
  };
}
