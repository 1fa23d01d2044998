import t from 'tap';
import { findMissingBinaries } from './postgres-binaries.js';
import { databasesOf, type Server, startServer } from './postgres-servers.js';

export { ask, type OwnServer, type Server, startServer } from './postgres-servers.js';

const elsewhere = process.env.TEST_POSTGRES_URL;

/** Why nothing can be tested on PostgreSQL here, for the `skip` of a test; false when it can be. */
export const skipWithoutPostgres: string | false = (elsewhere ? undefined : findMissingBinaries()) ?? false;
/** The same for a test that stops servers and promotes them, which needs some of its own. */
export const skipWithoutOwnServers: string | false = findMissingBinaries() ?? false;
for (const reason of new Set([skipWithoutPostgres, skipWithoutOwnServers])) if (reason) t.comment(reason);

let shared: Promise<Server> | undefined;

/** The one server of this test file: TEST_POSTGRES_URL, or one of our own that ends with the file. */
export function openServer(): Promise<Server> {
  shared ??= elsewhere ? Promise.resolve(databasesOf(toUrl(elsewhere))) : startServer(t);
  return shared;
}

function toUrl(base: string) {
  return (database?: string): string => {
    const url = new URL(base);
    if (database !== undefined) url.pathname = `/${database}`;
    return url.href;
  };
}
