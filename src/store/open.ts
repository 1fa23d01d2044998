import type { LimitExchange } from '../limits/limits.js';
import type { OpenedSource, OpenedTarget } from './copy.js';
import { StoreError } from './errors.js';
import type { KeyStore } from './keys.js';
import type { OpenOptions, Store } from './store.js';

/**
 * Opens the store at a URL: `sqlite:./path`, `sqlite:/absolute/path`, or `postgres://user@host/database`. Throws `StoreError`.
 */
export async function openStore(url: string, options: OpenOptions): Promise<Store> {
  if (isPostgres(url)) {
    const { openPostgres } = await import('./postgres/open.js');
    return openPostgres(url, options);
  }
  const path = toPath(url);
  const { openSqlite } = await import('./sqlite/open.js');
  return openSqlite(path, options);
}

/** Opens the keys beside the content at a URL. Throws `StoreError`. */
export async function openKeyStore(url: string, options: OpenOptions): Promise<KeyStore> {
  if (isPostgres(url)) {
    const { openPostgresKeys } = await import('./postgres/open-keys.js');
    return openPostgresKeys(url, options);
  }
  const path = toPath(url);
  const { openSqliteKeys } = await import('./sqlite/open-keys.js');
  return openSqliteKeys(path, options);
}

/** Opens a database to be copied from. Throws `StoreError`. */
export async function openCopySource(url: string): Promise<OpenedSource> {
  if (isPostgres(url)) return (await import('./postgres/copy.js')).openPostgresSource(url);
  const path = toPath(url);
  return (await import('./sqlite/copy.js')).openSqliteSource(path);
}

/** Opens a database to be copied into, and makes it when it is not there. Throws `StoreError`. */
export async function openCopyTarget(url: string): Promise<OpenedTarget> {
  if (isPostgres(url)) return (await import('./postgres/copy.js')).openPostgresTarget(url);
  const path = toPath(url);
  return (await import('./sqlite/copy.js')).openSqliteTarget(path);
}

/**
 * Where the machines that read one database tell each other what was taken of the quotas; undefined when it can be on one machine
 * alone. Nothing is asked of the database before the first swap.
 */
export async function openLimitExchange(
  url: string,
): Promise<(LimitExchange & { close(): Promise<void> }) | undefined> {
  if (!isPostgres(url)) return undefined;
  const { openPostgresLimits } = await import('./postgres/limits.js');
  return openPostgresLimits(url);
}

function isPostgres(url: string): boolean {
  return /^postgres(?:ql)?:/.test(url) && URL.canParse(url);
}

function toPath(url: string): string {
  const [, scheme, path] = /^([a-z]+):(.*)$/s.exec(url) ?? [];
  if (scheme !== 'sqlite') {
    const given = scheme === undefined ? 'it has no scheme' : `\`${scheme}:\` is not supported`;
    throw new StoreError('cannot-open', `The database URL must begin with \`sqlite:\` or \`postgres:\`, but ${given}.`);
  }
  if (path === undefined || path === '' || path.includes('\0') || /^:memory:|^\/\/(?!\/)/.test(path)) {
    throw new StoreError(
      'cannot-open',
      'The database URL must name a file: `sqlite:./path` or `sqlite:/absolute/path`.',
    );
  }
  return path;
}
