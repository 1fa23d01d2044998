import { keepingSettings } from './config/keeping.js';
import { limitingSettings } from './config/limiting.js';
import { operationSettings } from './config/operation.js';
import { securitySettings } from './config/security.js';
import { servingSettings } from './config/serving.js';
import type { Setting } from './config/setting.js';
import { isPostgres } from './config/value.js';

/** Every setting that there is, in the order of `.env.example`. */
export const settings = {
  ...servingSettings,
  ...limitingSettings,
  ...operationSettings,
  ...keepingSettings,
  ...securitySettings,
} as const;

type SettingName = keyof typeof settings;
type SettingValue<N extends SettingName> = Exclude<ReturnType<(typeof settings)[N]['read']>, undefined>;

export type Config = ReturnType<typeof readConfig>;
export type CdnProfile = Config['cdnProfile'];

/** Every bad setting at once, each by name with what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    const once = [...new Set(faults)];
    super(once.join('\n'));
    this.faults = once;
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
  const databaseUrl = get('DATABASE_URL');
  const config = {
    host: get('HOST'),
    port: get('PORT'),
    workers: get('WORKERS'),
    databaseUrl,
    replicaUrls: find('DATABASE_REPLICA_URL') ?? [],
    databaseConnections: get('DATABASE_CONNECTIONS'),
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
    snapshotFolder: find('SNAPSHOT_DIR') ?? toSnapshotFolder(databaseUrl),
    snapshotSeconds: get('SNAPSHOT_SECONDS'),
    usageDays: get('USAGE_DAYS'),
    retention: { days: get('RETENTION_DAYS'), revisions: get('RETENTION_REVISIONS') },
    security: contact !== undefined && expires !== undefined ? { contact, expires } : undefined,
  };
  if (faults.length === 0 && (contact === undefined) !== (expires === undefined)) {
    faults.push('SECURITY_CONTACT and SECURITY_EXPIRES go together: give both or neither.');
  }
  if (faults.length === 0 && config.replicaUrls.length > 0 && !isPostgres(config.databaseUrl)) {
    faults.push('DATABASE_REPLICA_URL goes with a DATABASE_URL of PostgreSQL: a file has no replicas.');
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** Beside the file of the database, or by its name: two databases never share it. */
function toSnapshotFolder(databaseUrl: string): string {
  if (isPostgres(databaseUrl)) {
    const { host, pathname } = new URL(databaseUrl);
    return `./data/${`${host}${pathname}`.replace(/[^\w.-]+/g, '-')}-snapshots`;
  }
  return `${databaseUrl.replace(/^sqlite:/, '')}-snapshots`;
}
