import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import pg from 'pg';
import type { Test } from 'tap';
import { type Cluster, DURABLE, FAST, giveAway, initialise, install, start } from './postgres-cluster.js';

/** What ends what was begun: a test, or whatever else has an end. */
export type Owner = Pick<Test, 'teardown'>;

/** A server to test with. */
export interface Server {
  /** The URL of a database of it. */
  url(database?: string): string;
  /** Makes an empty database, and gives its URL; it is dropped when the test ends. */
  createDatabase(t: Owner): Promise<string>;
}

/** A server of the test's own. */
export interface OwnServer extends Server {
  /** A standby that streams from it, whose URLs differ in the port alone. Resolves when it can be read. */
  startStandby(): Promise<OwnServer>;
  /** Of a standby: makes it a primary. */
  promote(): Promise<void>;
  stop(signal?: 'SIGINT' | 'SIGQUIT'): Promise<void>;
  /** Starts it again where it was, once it was stopped. */
  restart(): Promise<void>;
}

/** Runs one statement on a connection of its own. */
export async function ask<R extends pg.QueryResultRow>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<R>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

let count = 0;

export function databasesOf(url: (database?: string) => string): Server {
  return {
    url,
    async createDatabase(t) {
      count += 1;
      const name = `second_opinion_${process.pid}_${count}`;
      await ask(url(), `CREATE DATABASE ${name} TEMPLATE template0`);
      t.teardown(() => ask(url(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => undefined));
      return url(name);
    },
  };
}

/**
 * Starts a primary. It is stopped, and its files are removed, when the test ends. What is `durable` waits for the disk, as a server
 * does that is not there to be thrown away.
 */
export async function startServer(t: Owner, { durable = false } = {}): Promise<OwnServer> {
  const installation = install();
  const data = join(installation.folder, 'data');
  initialise(installation, data);
  const clusters: Cluster[] = [];
  const speed = durable ? DURABLE : FAST;
  t.teardown(() => Promise.all(clusters.map((cluster) => cluster.stop('SIGQUIT'))));

  async function own(data: string, settings: readonly string[]): Promise<OwnServer> {
    const cluster = await start(installation, data, { settings: [...speed, ...settings] });
    clusters.push(cluster);
    const { port } = cluster;
    let running = cluster;
    const url = (database = 'postgres') => `postgres://postgres:${installation.password}@127.0.0.1:${port}/${database}`;
    return {
      ...databasesOf(url),
      stop: (signal) => running.stop(signal),
      async restart() {
        running = await start(installation, data, { port, settings: [...speed, ...settings] });
        clusters.push(running);
      },
      async promote() {
        await ask(url(), 'SELECT pg_promote()');
      },
      async startStandby() {
        const target = join(installation.folder, `standby${clusters.length}`);
        await copyData(url(), cluster.data, target);
        const source = `host=127.0.0.1 port=${port} user=postgres password=${installation.password}`;
        return own(target, [
          `primary_conninfo=${source}`,
          'wal_receiver_status_interval=1s',
          'wal_retrieve_retry_interval=100ms',
        ]);
      },
    };
  }
  return own(data, []);
}

/** Copies the files of a server that runs, so that a standby can begin with them: there is no `pg_basebackup` here. */
async function copyData(url: string, data: string, target: string): Promise<void> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("SELECT pg_backup_start('standby', fast => true)");
    copyFiles(data, target);
    for (const name of ['pg_wal', 'pg_replslot']) mkdirSync(join(target, name), { mode: 0o700 });
    const { rows } = await client.query<{ labelfile: string }>(
      'SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)',
    );
    writeFileSync(join(target, 'backup_label'), rows[0]?.labelfile ?? '');
    writeFileSync(join(target, 'standby.signal'), '');
    giveAway(target);
  } finally {
    await client.end();
  }
}

const NOT_COPIED = /^(?:postmaster\.(?:pid|opts)|pg_wal|pg_replslot|pgsql_tmp.*|pg_internal\.init.*)$/;

/** A file may go away while it is copied: then once more. */
function copyFiles(data: string, target: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      cpSync(data, target, {
        recursive: true,
        filter: (path) => !NOT_COPIED.test(basename(path)),
        preserveTimestamps: true,
      });
      return;
    } catch (error) {
      if (attempt === 5) throw error;
      rmSync(target, { recursive: true, force: true });
    }
  }
}
