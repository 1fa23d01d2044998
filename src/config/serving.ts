import { isIP } from 'node:net';
import { setting } from './setting.js';
import { isPostgres, oneOf, readHost, whole } from './value.js';

export const cdnProfiles = ['none', 'generic', 'fastly', 'cloudflare'] as const;

const accesses = ['public', 'key-required'] as const;

/** Where it listens, what it serves, and to whom. */
export const servingSettings = {
  HOST: setting({
    initial: '127.0.0.1',
    meaning: 'The address to listen on.',
    expects: 'a host name or an IP address',
    read: readHost,
  }),
  PORT: setting({
    initial: '3000',
    meaning: 'The port to listen on; 0 picks a free one, and the log says which.',
    expects: 'a whole number from 0 to 65535',
    read: whole(0, 65_535),
  }),
  WORKERS: setting({
    initial: '1',
    meaning: 'How many processes answer on the port: one for each core that is free for it; 1 needs no others.',
    expects: 'a whole number from 1 to 256',
    read: whole(1, 256),
  }),
  DATABASE_URL: setting({
    initial: 'sqlite:./data/second-opinion.db',
    meaning: 'Where the content is kept: `sqlite:` and a file, or the URL of a PostgreSQL primary.',
    expects:
      '`sqlite:` and the path of a file, such as sqlite:./data/second-opinion.db, or postgres://user:password@host/database',
    read: (text) => (/^sqlite:[^?#]+$/.test(text) || isPostgres(text) ? text : undefined),
  }),
  DATABASE_REPLICA_URL: setting({
    initial: '',
    meaning:
      'Where `serve` reads: the URLs of PostgreSQL replicas, separated by commas, tried in this order. The primary when empty.',
    expects: 'URLs such as postgres://user:password@host/database, separated by commas',
    read: readReplicas,
  }),
  DATABASE_CONNECTIONS: setting({
    initial: '10',
    meaning: 'The most connections of a process to each PostgreSQL server, beside the one that watches it.',
    expects: 'a whole number from 1 to 1000',
    read: whole(1, 1000),
  }),
  PUBLIC_URL: setting({
    initial: '',
    meaning: 'The base of absolute links: the origin that clients use. The address of the listener when empty.',
    expects: 'an origin without a path, such as https://api.example.org',
    read: readOrigin,
  }),
  CURSOR_SECRET: setting({
    initial: '',
    meaning: 'Signs cursors; give every node the same. A secret kept in the database when empty.',
    expects: 'at least 32 characters',
    read: (text) => (text.length >= 32 ? text : undefined),
  }),
  ACCESS: setting({
    initial: 'public',
    meaning: 'Who may read: public, or key-required for partners with a key alone.',
    expects: `one of ${accesses.join(', ')}`,
    read: oneOf(accesses),
  }),
  CDN_PROFILE: setting({
    initial: 'none',
    meaning: 'Whose cache headers and purge tags to send: none, generic (RFC 9213, RFC 9875), fastly or cloudflare.',
    expects: `one of ${cdnProfiles.join(', ')}`,
    read: oneOf(cdnProfiles),
  }),
  TRUSTED_PROXIES: setting({
    initial: '',
    meaning: 'The proxies whose X-Forwarded-For is believed: addresses or CIDR blocks, separated by commas.',
    expects: 'IP addresses or CIDR blocks separated by commas, such as 10.0.0.0/8,::1',
    read: readNetworks,
  }),
} as const;

function readOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, href, username } = new URL(text);
  const isPlain = (protocol === 'http:' || protocol === 'https:') && username === '' && href === `${origin}/`;
  return isPlain ? origin : undefined;
}

function readNetworks(text: string): readonly string[] | undefined {
  const networks = text.split(',').map((network) => network.trim());
  return networks.every(isNetwork) ? networks : undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || whole(1, family === 4 ? 32 : 128)(bits) !== undefined;
}

function readReplicas(text: string): readonly string[] | undefined {
  const urls = text.split(',').map((url) => url.trim());
  return urls.every(isPostgres) ? urls : undefined;
}
