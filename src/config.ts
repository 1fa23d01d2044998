import { isIP } from 'node:net';
import { MAX_QUOTA } from './limits/bucket.js';
import type { Policy } from './limits/limits.js';

/** How one setting is written, and what it means. */
interface Setting<T> {
  /** What is taken when the variable is missing or empty, as it would be written; empty where there is none. */
  readonly initial: string;
  readonly meaning: string;
  /** What is right, to follow “must be”. */
  readonly expects: string;
  /** Undefined when the text is wrong. */
  readonly read: (text: string) => T | undefined;
}

const setting = <T>(value: Setting<T>) => value;

export const cdnProfiles = ['none', 'generic', 'fastly', 'cloudflare'] as const;
export type CdnProfile = (typeof cdnProfiles)[number];

const accesses = ['public', 'key-required'] as const;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const windows: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };
const LIMITS_EXPECTED = '`off`, or windows with whole numbers from 1 to 100000000, such as minute=600,day=50000';

/** Every setting that there is, in the order of `.env.example`. */
export const settings = {
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
    meaning: 'Where the content is kept: `sqlite:` and a file.',
    expects: '`sqlite:` and the path of a file, such as sqlite:./data/second-opinion.db',
    read: (text) => (/^sqlite:[^?#]+$/.test(text) ? text : undefined),
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
  ANONYMOUS_LIMITS: setting({
    initial: 'minute=600,day=50000',
    meaning: 'What an address may ask for without a key: so much a second, minute, hour or day, or `off`.',
    expects: LIMITS_EXPECTED,
    read: readLimits,
  }),
  KEY_LIMITS: setting({
    initial: 'minute=6000,day=1000000',
    meaning: 'What a partner may ask for with its keys, written in the same way.',
    expects: LIMITS_EXPECTED,
    read: readLimits,
  }),
  OVERLOAD_DELAY_MS: setting({
    initial: '500',
    meaning:
      'Turn requests away with 503 while the event loop is so many milliseconds behind on average; 0 never does.',
    expects: 'a whole number from 0 to 60000',
    read: whole(0, 60_000),
  }),
  OVERLOAD_UTILISATION: setting({
    initial: '0',
    meaning: 'Turn requests away while the event loop is busy for more than so many percent of the time; 0 never does.',
    expects: 'a whole number from 0 to 100',
    read: whole(0, 100),
  }),
  OVERLOAD_HEAP_BYTES: setting({
    initial: '0',
    meaning: 'Turn requests away while more than so many bytes of the heap are in use; 0 never does.',
    expects: 'a whole number from 0 to 1099511627776',
    read: whole(0, 2 ** 40),
  }),
  DRAIN_SECONDS: setting({
    initial: '5',
    meaning: 'How long to go on serving after SIGTERM while /readyz already answers 503.',
    expects: 'a whole number from 0 to 300',
    read: whole(0, 300),
  }),
  METRICS_PORT: setting({
    initial: '',
    meaning: 'The port of GET /metrics, for Prometheus; 0 picks a free one. No metrics when empty.',
    expects: 'a whole number from 0 to 65535',
    read: whole(0, 65_535),
  }),
  METRICS_HOST: setting({
    initial: '127.0.0.1',
    meaning: 'The address that /metrics listens on: one that readers cannot reach.',
    expects: 'a host name or an IP address',
    read: readHost,
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting({
    initial: '',
    meaning: 'Where to send traces: the base of an OTLP/HTTP endpoint. No traces when empty.',
    expects: 'an http or https URL, such as http://127.0.0.1:4318',
    read: (text) => (/^https?:/.test(text) && URL.canParse(text) ? text : undefined),
  }),
  LOG_LEVEL: setting({
    initial: 'info',
    meaning: 'How much to log: fatal, error, warn, info, debug, trace or silent.',
    expects: `one of ${logLevels.join(', ')}`,
    read: oneOf(logLevels),
  }),
  CACHE_BYTES: setting({
    initial: '67108864',
    meaning: 'How much memory the finished answers may take in each process, in bytes; 0 keeps none.',
    expects: 'a whole number from 0 to 1099511627776',
    read: whole(0, 2 ** 40),
  }),
  RETENTION_DAYS: setting({
    initial: '90',
    meaning: 'Keep every revision readable that was the latest within so many days.',
    expects: 'a whole number from 0 to 36500',
    read: whole(0, 36_500),
  }),
  RETENTION_REVISIONS: setting({
    initial: '1000',
    meaning: 'Keep so many of the last revisions readable, however old they are.',
    expects: 'a whole number from 1 to 1000000000',
    read: whole(1, 1_000_000_000),
  }),
  USAGE_DAYS: setting({
    initial: '400',
    meaning: 'Keep for so many days what was asked for, by key and route.',
    expects: 'a whole number from 1 to 36500',
    read: whole(1, 36_500),
  }),
  SNAPSHOT_DIR: setting({
    initial: '',
    meaning:
      'The folder of the snapshots, for this database alone. The path of the database and `-snapshots` when empty.',
    expects: 'the path of a folder',
    read: (text) => text,
  }),
  SNAPSHOT_SECONDS: setting({
    initial: '10',
    meaning: 'How long after a publish `serve` builds a snapshot, if no other follows; `off` builds none.',
    expects: '`off` or a whole number from 0 to 86400',
    read: (text): number | 'off' | undefined => (text === 'off' ? text : whole(0, 86_400)(text)),
  }),
  SECURITY_CONTACT: setting({
    initial: '',
    meaning: 'Contact of /.well-known/security.txt (RFC 9116); goes with SECURITY_EXPIRES. No such file when empty.',
    expects: 'a mailto:, https: or tel: URI',
    read: (text) => (/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+?[\d-]+)$/.test(text) ? text : undefined),
  }),
  SECURITY_EXPIRES: setting({
    initial: '',
    meaning: 'Expires of security.txt: an RFC 3339 time, less than a year ahead.',
    expects: 'an RFC 3339 time, such as 2027-01-01T00:00:00Z',
    read: readTime,
  }),
} as const;

type SettingName = keyof typeof settings;
type SettingValue<N extends SettingName> = Exclude<ReturnType<(typeof settings)[N]['read']>, undefined>;

export type Config = ReturnType<typeof readConfig>;

/** Every bad setting at once, each by name with what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/** Reads the settings. Throws `ConfigError`. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const faults: string[] = [];

  function find<N extends SettingName>(name: N): SettingValue<N> | undefined {
    const { initial, expects, read } = settings[name] as Setting<SettingValue<N>>;
    const text = environment[name]?.trim() || initial;
    if (text === '') return undefined;
    const value = read(text);
    if (value === undefined) faults.push(`${name} must be ${expects}.`);
    return value ?? (initial === '' ? undefined : read(initial));
  }
  function get<N extends SettingName>(name: N): SettingValue<N> {
    const value = find(name);
    if (value === undefined) throw new ConfigError([`${name} must be ${settings[name].expects}.`]);
    return value;
  }

  const contact = find('SECURITY_CONTACT');
  const expires = find('SECURITY_EXPIRES');
  const metricsPort = find('METRICS_PORT');
  const config = {
    host: get('HOST'),
    port: get('PORT'),
    workers: get('WORKERS'),
    databaseUrl: get('DATABASE_URL'),
    publicUrl: find('PUBLIC_URL'),
    cursorSecret: find('CURSOR_SECRET'),
    access: get('ACCESS'),
    cdnProfile: get('CDN_PROFILE'),
    trustedProxies: find('TRUSTED_PROXIES') ?? [],
    limits: { anonymous: get('ANONYMOUS_LIMITS'), key: get('KEY_LIMITS') },
    overload: {
      delayMilliseconds: get('OVERLOAD_DELAY_MS'),
      utilisationPercent: get('OVERLOAD_UTILISATION'),
      heapBytes: get('OVERLOAD_HEAP_BYTES'),
    },
    drainSeconds: get('DRAIN_SECONDS'),
    metrics: metricsPort === undefined ? undefined : { host: get('METRICS_HOST'), port: metricsPort },
    tracesTo: find('OTEL_EXPORTER_OTLP_ENDPOINT'),
    logLevel: get('LOG_LEVEL'),
    cacheBytes: get('CACHE_BYTES'),
    snapshotFolder: find('SNAPSHOT_DIR') ?? toSnapshotFolder(get('DATABASE_URL')),
    snapshotSeconds: get('SNAPSHOT_SECONDS'),
    usageDays: get('USAGE_DAYS'),
    retention: { days: get('RETENTION_DAYS'), revisions: get('RETENTION_REVISIONS') },
    security: contact !== undefined && expires !== undefined ? { contact, expires } : undefined,
  };
  if (faults.length === 0 && (contact === undefined) !== (expires === undefined)) {
    faults.push('SECURITY_CONTACT and SECURITY_EXPIRES go together: give both or neither.');
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function whole(minimum: number, maximum: number) {
  return (text: string): number | undefined => {
    const value = Number(text);
    return /^(?:0|[1-9]\d*)$/.test(text) && value >= minimum && value <= maximum ? value : undefined;
  };
}

function readHost(text: string): string | undefined {
  return isIP(text) || /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text) ? text : undefined;
}

/** Beside the file of the database, so that two databases never share it. */
function toSnapshotFolder(databaseUrl: string): string {
  return `${databaseUrl.replace(/^sqlite:/, '')}-snapshots`;
}

function oneOf<const T extends readonly string[]>(values: T) {
  return (text: string): T[number] | undefined => values.find((value) => value === text);
}

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
  return bits === undefined || whole(0, family === 4 ? 32 : 128)(bits) !== undefined;
}

function readLimits(text: string): readonly Policy[] | undefined {
  if (text === 'off') return [];
  const policies = text.split(',').map((part): Policy | undefined => {
    const [name = '', amount = '', ...rest] = part.trim().split('=');
    const windowSeconds = Object.hasOwn(windows, name) ? windows[name] : undefined;
    const quota = whole(1, MAX_QUOTA)(amount);
    const isWrong = windowSeconds === undefined || quota === undefined || rest.length > 0;
    return isWrong ? undefined : { name, quota, windowSeconds };
  });
  const known = policies.filter((policy) => policy !== undefined);
  const isWhole = known.length === policies.length && new Set(known.map(({ name }) => name)).size === known.length;
  return isWhole ? known : undefined;
}

function readTime(text: string): Date | undefined {
  const isWellFormed = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const time = new Date(text);
  return isWellFormed && !Number.isNaN(time.getTime()) ? time : undefined;
}
