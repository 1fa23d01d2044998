import { StoreError } from './errors.js';
import type { OpenOptions, Store } from './store.js';

/** Opens the store at a URL: `sqlite:./path` or `sqlite:/absolute/path`. Throws `StoreError`. */
export async function openStore(url: string, options: OpenOptions): Promise<Store> {
  const [, scheme, path] = /^([a-z]+):(.*)$/s.exec(url) ?? [];
  if (scheme !== 'sqlite') {
    const given = scheme === undefined ? 'it has no scheme' : `\`${scheme}:\` is not supported`;
    throw new StoreError('cannot-open', `The database URL must begin with \`sqlite:\`, but ${given}.`);
  }
  if (path === undefined || path === '' || path.includes('\0') || /^:memory:|^\/\/(?!\/)/.test(path)) {
    throw new StoreError(
      'cannot-open',
      'The database URL must name a file: `sqlite:./path` or `sqlite:/absolute/path`.',
    );
  }
  const { openSqlite } = await import('./sqlite/open.js');
  return openSqlite(path, options);
}
