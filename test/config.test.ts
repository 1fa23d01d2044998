import { readFileSync } from 'node:fs';
import t from 'tap';
import { ConfigError, readConfig, settings } from '../src/config.js';

t.test('without any setting the service has its defaults', async (t) => {
  t.same(readConfig({}), {
    host: '127.0.0.1',
    port: 3000,
    workers: 1,
    databaseUrl: 'sqlite:./data/second-opinion.db',
    replicaUrls: [],
    databaseConnections: 10,
    publicUrl: undefined,
    cursorSecret: undefined,
    access: 'public',
    cdnProfile: 'none',
    trustedProxies: [],
    limits: {
      anonymous: [
        { name: 'minute', quota: 600, windowSeconds: 60 },
        { name: 'day', quota: 50_000, windowSeconds: 86_400 },
      ],
      key: [
        { name: 'minute', quota: 6000, windowSeconds: 60 },
        { name: 'day', quota: 1_000_000, windowSeconds: 86_400 },
      ],
    },
    overload: { delayMilliseconds: 500, utilisationPercent: 0, heapBytes: 0 },
    drainSeconds: 5,
    metrics: undefined,
    tracesTo: undefined,
    logLevel: 'info',
    cacheBytes: 64 * 1024 * 1024,
    usageDays: 400,
    retention: { days: 90, revisions: 1000 },
    snapshotFolder: './data/second-opinion.db-snapshots',
    snapshotSeconds: 10,
    security: undefined,
  });
});

t.test('every setting is read', async (t) => {
  const config = readConfig({
    HOST: '::',
    PORT: '0',
    WORKERS: '4',
    DATABASE_URL: 'postgres://me:secret@db.example.org/content',
    DATABASE_REPLICA_URL: 'postgres://me@one/content, postgresql://me@two:5433/content?sslmode=verify-full',
    DATABASE_CONNECTIONS: '1',
    PUBLIC_URL: 'https://api.example.org/',
    CURSOR_SECRET: 'x'.repeat(32),
    ACCESS: 'key-required',
    CDN_PROFILE: 'fastly',
    TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    ANONYMOUS_LIMITS: 'off',
    KEY_LIMITS: 'second=1, hour=2',
    OVERLOAD_DELAY_MS: '0',
    OVERLOAD_UTILISATION: '98',
    OVERLOAD_HEAP_BYTES: '1',
    DRAIN_SECONDS: '0',
    METRICS_PORT: '9464',
    METRICS_HOST: '::1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    LOG_LEVEL: 'silent',
    CACHE_BYTES: '0',
    RETENTION_DAYS: '0',
    RETENTION_REVISIONS: '1',
    USAGE_DAYS: '1',
    SNAPSHOT_DIR: '/var/lib/snapshots',
    SNAPSHOT_SECONDS: 'off',
    SECURITY_CONTACT: 'mailto:security@example.org',
    SECURITY_EXPIRES: '2027-01-01T00:00:00Z',
  });
  t.same(config, {
    host: '::',
    port: 0,
    workers: 4,
    databaseUrl: 'postgres://me:secret@db.example.org/content',
    replicaUrls: ['postgres://me@one/content', 'postgresql://me@two:5433/content?sslmode=verify-full'],
    databaseConnections: 1,
    publicUrl: 'https://api.example.org',
    cursorSecret: 'x'.repeat(32),
    access: 'key-required',
    cdnProfile: 'fastly',
    trustedProxies: ['10.0.0.0/8', '::1'],
    limits: {
      anonymous: [],
      key: [
        { name: 'second', quota: 1, windowSeconds: 1 },
        { name: 'hour', quota: 2, windowSeconds: 3600 },
      ],
    },
    overload: { delayMilliseconds: 0, utilisationPercent: 98, heapBytes: 1 },
    drainSeconds: 0,
    metrics: { host: '::1', port: 9464 },
    tracesTo: 'http://127.0.0.1:4318',
    logLevel: 'silent',
    cacheBytes: 0,
    usageDays: 1,
    retention: { days: 0, revisions: 1 },
    snapshotFolder: '/var/lib/snapshots',
    snapshotSeconds: 'off',
    security: { contact: 'mailto:security@example.org', expires: new Date('2027-01-01T00:00:00Z') },
  });
});

const wrong: Record<string, readonly string[]> = {
  HOST: ['a b', '-x', 'http://x'],
  PORT: ['65536', '-1', '1e3', '080', 'x', '3000.5'],
  WORKERS: ['0', '257', 'auto', '2.5'],
  DATABASE_URL: ['mysql://x/y', 'postgres://x', 'postgres:', 'data.db', 'sqlite:'],
  DATABASE_REPLICA_URL: ['sqlite:x', 'postgres://x/y,', 'host=x'],
  DATABASE_CONNECTIONS: ['0', '1.5'],
  PUBLIC_URL: ['api.example.org', 'https://x.org/base', 'https://x.org/?a', 'ftp://x.org', 'https://me@x.org'],
  CURSOR_SECRET: ['short'],
  ACCESS: ['private'],
  CDN_PROFILE: ['akamai', 'toString'],
  TRUSTED_PROXIES: ['10.0.0.0/33', 'all', '10.0.0.1,', '::1/129', '0.0.0.0/0', '::/0', '10.0.0.0/8/8'],
  ANONYMOUS_LIMITS: ['600', 'minute', 'minute=0', 'minute=1=2', 'week=1', 'minute=1,minute=2', 'toString=1', 'on'],
  KEY_LIMITS: ['day=100000001'],
  OVERLOAD_DELAY_MS: ['60001', '1.5'],
  OVERLOAD_UTILISATION: ['101', '0.9'],
  OVERLOAD_HEAP_BYTES: ['1GiB'],
  DRAIN_SECONDS: ['301', '1.5'],
  LOG_LEVEL: ['loud'],
  CACHE_BYTES: ['64MiB', '-1'],
  RETENTION_DAYS: ['-1', '36501', 'all'],
  RETENTION_REVISIONS: ['0', '1.5'],
  USAGE_DAYS: ['0', '36501', 'for ever'],
  SNAPSHOT_SECONDS: ['on', '-1', '86401', '1.5'],
  SECURITY_CONTACT: ['security@example.org', 'mailto:'],
  SECURITY_EXPIRES: ['tomorrow', '2027-01-01', '2027-13-01T00:00:00Z'],
};

for (const [name, texts] of Object.entries(wrong)) {
  for (const text of texts) {
    t.test(`${name}=${text} is refused by name, with what would be right`, async (t) => {
      t.throws(() => readConfig({ [name]: text }), { name: 'ConfigError', message: new RegExp(`^${name} must be `) });
    });
  }
}

t.test('all faults are named at once', async (t) => {
  try {
    readConfig({ PORT: 'x', CDN_PROFILE: 'x', LOG_LEVEL: 'x' });
    t.fail('it is refused');
  } catch (error) {
    t.ok(error instanceof ConfigError);
    t.equal(error instanceof ConfigError && error.faults.length, 3);
  }
});

t.test('replicas of a file are refused', async (t) => {
  t.throws(() => readConfig({ DATABASE_REPLICA_URL: 'postgres://x/y' }), /goes with a DATABASE_URL of PostgreSQL/);
});

t.test('the snapshots of a server have a folder of its own and of the database', async (t) => {
  const { snapshotFolder } = readConfig({ DATABASE_URL: 'postgres://me:secret@db.example.org:5433/content' });
  t.equal(snapshotFolder, './data/db.example.org-5433-content-snapshots');
});

t.test('one half of the security contact is refused', async (t) => {
  t.throws(() => readConfig({ SECURITY_CONTACT: 'https://example.org' }), /SECURITY_EXPIRES go together/);
});

t.test('.env.example lists every setting with its default, and no other', async (t) => {
  const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const listed = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  t.same(
    listed,
    Object.entries(settings).map(([name, { initial }]) => `${name}=${initial}`),
  );
  for (const { meaning } of Object.values(settings)) t.ok(text.includes(`# ${meaning}\n`), meaning);
});
