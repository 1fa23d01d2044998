import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';
import { toNetworkCaller } from '../limits/caller.js';
import { isLoopback, toNetwork, truncateAddress } from './network.js';

/** Who asks, as far as that is known. It is worked out once for many requests: that takes longer than to answer what is ready. */
export interface Client {
  readonly address: string;
  /**
   * As whom the limits count it. Undefined for one that is not limited: a loopback address names nobody, it is this machine, or
   * all that a proxy passes on which TRUSTED_PROXIES does not name.
   */
  readonly caller: string | undefined;
  /** The address as the log may tell it. */
  readonly truncated: string | null;
}

/** `forwardedFor` is the value of `X-Forwarded-For`, of several the values joined. */
export type FindClient = (request: IncomingMessage, forwardedFor: string | undefined) => Client;

const MAX_KNOWN = 10_000;

/** Longer than a few proxies make it: what clients write there must not fill the memory. */
const MAX_LENGTH = 200;

/**
 * Finds clients behind the proxies that are trusted, as Fastify does, and remembers them for a while. What is no address
 * names the proxy that sent it.
 */
export function buildClientFinder(trustedProxies: readonly string[]): FindClient {
  const trust = proxyAddress.compile([...trustedProxies]);
  const known = new Map<string, Client>();

  function remember(key: string, client: Client): Client {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, client);
    return client;
  }

  return (request, forwardedFor) => {
    const peer = request.socket.remoteAddress ?? '';
    if (trustedProxies.length === 0 || forwardedFor === undefined)
      return known.get(peer) ?? remember(peer, toClient(peer));
    const key = `${peer} ${forwardedFor}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = proxyAddress(request, trust);
    const client = toClient(isIP(found) ? found : peer);
    return key.length > MAX_LENGTH ? client : remember(key, client);
  };
}

function toClient(address: string): Client {
  const caller = isLoopback(address) ? undefined : toNetworkCaller(toNetwork(address));
  return { address, caller, truncated: truncateAddress(address) };
}
