import { PROGRESS } from '../copy.js';
import { StoreError, unfinishedCopy } from '../errors.js';
import type { OpenOptions, Store } from '../store.js';
import { answerReads } from './answers.js';
import { authorReads } from './authors.js';
import { type Connection, connect } from './connection.js';
import { disclaimerReads } from './disclaimers.js';
import { exerciseReads } from './exercises.js';
import { type Server, watchHead } from './head.js';
import { compareHistories } from './histories.js';
import { markReads } from './marks.js';
import { isCurrent, migrate } from './migrate.js';
import { nameReads } from './names.js';
import { publishing } from './publish.js';
import { questionReads } from './questions.js';
import { recallReads } from './recalls.js';
import { resourceReads } from './resources.js';
import { retention } from './retention.js';
import { revisionReads } from './revisions.js';
import { searchReads } from './search.js';
import { chooseSources } from './sources.js';
import { toStatement } from './statement.js';
import { topicReads } from './topics.js';
import { watchTroubles } from './troubles.js';
import { verification } from './verification.js';
import { windowReads } from './window.js';

/** As many as a node needs, few enough that many nodes can share a server. */
const MOST = 10;

const UNFINISHED = toStatement('unfinished', `SELECT 1 FROM setting WHERE name = '${PROGRESS}'`);
const SECRET = toStatement('secret', "SELECT value FROM setting WHERE name = 'cursor_secret'");

/** Brings the schema up to date where that is asked for. Rejects with `StoreError` when it is not of this release. */
export async function prepare(
  connection: Connection,
  { migrate: mayMigrate, readonly = false }: OpenOptions,
): Promise<void> {
  if (!(await isCurrent(connection))) {
    if (readonly || !mayMigrate) {
      throw new StoreError(
        'older-schema',
        `The database ${connection.place} is of an older release, or empty; migrate it first.`,
      );
    }
    await migrate(connection);
  }
  if ((await connection.all(UNFINISHED)).length > 0) throw unfinishedCopy(connection.place);
}

/**
 * Opens the store on a primary. With replicas, in the order in which they are to be read, a primary that does not answer
 * does not matter before something is published.
 */
export async function openPostgres(url: string, options: OpenOptions): Promise<Store> {
  const { connections: most = MOST, replicas: replicaUrls = [], trace, readonly = false } = options;
  const open = (one: string, isReadonly: boolean): Opened => ({
    connection: connect(one, { most, trace, readonly: isReadonly }),
    watch: connect(one, { most: 1, readonly: true }),
  });
  const primary = open(url, readonly);
  const replicas = replicaUrls.map((one) => open(one, true));
  let closed: Promise<unknown> | undefined;
  const close = async () => {
    closed ??= Promise.all(
      [primary, ...replicas].flatMap(({ connection, watch }) => [connection.close(), watch.close()]),
    );
    await closed;
  };
  try {
    return await buildStore(primary, replicas, options, close);
  } catch (error) {
    await close();
    throw error;
  }
}

interface Opened {
  readonly connection: Connection;
  readonly watch: Connection;
}

/** Readies the first that answers; gives its secret. */
async function readyOne(primary: Connection, replicas: readonly Opened[], options: OpenOptions): Promise<string> {
  try {
    await prepare(primary, options);
    return await readSecret(primary);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
    const reasons = [error.message];
    for (const { connection } of replicas) {
      try {
        await prepare(connection, { migrate: false });
        return await readSecret(connection);
      } catch (cause) {
        if (!(cause instanceof StoreError)) throw cause;
        reasons.push(cause.message);
      }
    }
    throw new StoreError(error.code, reasons.join(' '), { cause: error });
  }
}

async function readSecret(connection: Connection): Promise<string> {
  const [row] = await connection.all<{ value: string }>(SECRET);
  if (row !== undefined) return row.value;
  throw new StoreError('older-schema', `The database ${connection.place} has no secret; migrate it first.`);
}

async function buildStore(
  { connection, watch }: Opened,
  opened: readonly Opened[],
  options: OpenOptions,
  close: () => Promise<void>,
): Promise<Store> {
  const secret = await readyOne(connection, opened, options);
  const servers: Server[] = [];
  const watchOne = (one: Opened) => {
    const server = watchHead(one.connection, one.watch, () => void histories.compare());
    servers.push(server);
    return server;
  };
  const primary = watchOne({ connection, watch });
  const replicas = opened.map(watchOne);
  const histories = compareHistories(primary, replicas);
  const sources = chooseSources(primary, replicas, histories.isAstray);
  await Promise.allSettled(servers.map((server) => server.refresh()));
  await sources.refresh();
  const keeping = retention(connection, sources.advance);
  return {
    latest: sources.latest,
    horizon: sources.horizon,
    refresh: sources.refresh,
    ...revisionReads(connection, sources),
    ...questionReads(sources),
    ...answerReads(sources),
    ...authorReads(sources),
    ...topicReads(sources),
    ...exerciseReads(sources),
    ...disclaimerReads(sources),
    ...resourceReads(connection, sources),
    ...nameReads(sources),
    ...searchReads(sources),
    ...windowReads(connection, sources),
    ...recallReads(sources),
    ...publishing(connection, sources.advance, keeping.scrub),
    ...markReads(connection),
    ...keeping,
    ...verification(connection),
    secret: () => secret,
    ping: async () => {
      await sources.refresh();
      return primary.isUp() && !primary.isStandby() ? 'all' : 'reading';
    },
    listTroubles: watchTroubles(primary, replicas, histories.isAstray),
    close: async () => {
      for (const server of servers) server.stop();
      await close();
    },
  };
}
