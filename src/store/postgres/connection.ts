import pg from 'pg';
import { StoreError } from '../errors.js';
import { isLost, toStoreError } from './failures.js';
import { type Statement, toArguments, type Values } from './statement.js';

const STATEMENT_MS = 10_000;
/** Somebody who does not answer at all is given up a little later than a statement that is slow. */
const ANSWER_MS = STATEMENT_MS + 2_000;
const LOCK_MS = 10_000;
const CONNECT_MS = 3_000;
const IDLE_MS = 30_000;
/** A publisher decides in between; one that has died must not keep the head. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/** Whatever runs statements. */
export interface Session {
  /** Runs one statement; by itself it is one transaction that sees one state. */
  all<R extends pg.QueryResultRow>(statement: Statement, values?: Values): Promise<R[]>;
}

/** A transaction that is open. Statements that are run before the one before has answered go out with it, in their order. */
export interface Transaction extends Session {
  /** Runs several statements without values, separated by semicolons. */
  script(sql: string): Promise<void>;
}

/** How a transaction begins. */
export type Mode = 'read' | 'write';

/** A bounded pool of connections to one server. Rejects with `StoreError`. What is lost is connected anew when it is asked for. */
export interface Connection extends Session {
  /** `within` so many milliseconds, or it counts as lost. */
  all<R extends pg.QueryResultRow>(statement: Statement, values?: Values, within?: number): Promise<R[]>;
  /** The server and the database, without who asks. */
  readonly place: string;
  /**
   * Runs work as one transaction; a throw undoes it. When the connection is lost while it is committed, it rejects with the code
   * `unknown`.
   */
  transact<T>(mode: Mode, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The driver takes a time limit with each query, which its types do not say. */
interface TimedQuery extends pg.QueryConfig {
  query_timeout?: number;
}

/** What is asked meanwhile does not wait for the answer, which its types do not say either. */
interface PipelinedPool extends pg.PoolConfig {
  pipeline: boolean;
}

export interface ConnectionOptions {
  /** The most connections that are open at once. */
  readonly most: number;
  /** Whatever would write is refused. */
  readonly readonly?: boolean;
  readonly trace?: ((statement: string) => void) | undefined;
}

/** What is written, or read in several steps, takes its time: only a request's statement is cut off. */
const begin = {
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0',
  write: 'BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0',
} as const satisfies Record<Mode, string>;

/** Revisions, times and counts are `bigint`, and none is beyond 2^53 - 1. */
function toNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large`);
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? toNumber : pg.types.getTypeParser(oid, format),
};

function toPlace(url: string): string {
  const { host, searchParams, pathname } = new URL(url);
  return `${host || (searchParams.get('host') ?? 'localhost')}${pathname}`;
}

export function connect(url: string, { most, trace, readonly = false }: ConnectionOptions): Connection {
  const place = toPlace(url);
  const settings: PipelinedPool = {
    connectionString: url,
    pipeline: true,
    max: most,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    fallback_application_name: 'second-opinion',
    // The statements are short: to compile them takes longer than to run them.
    options: `-c jit=off${readonly ? ' -c default_transaction_read_only=on' : ''}`,
    allowExitOnIdle: true,
    types,
  };
  const pool = new pg.Pool(settings);
  // Whoever uses a connection is told of its end by the statement that fails.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  function toQuery(statement: Statement, values: Values = {}): TimedQuery {
    trace?.(statement.text);
    const { name, text } = statement;
    return { name, text, values: toArguments(statement, values) };
  }

  async function transact<T>(
    client: pg.PoolClient,
    mode: Mode,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    let isCommitting = false;
    let isOver = false;
    let first: unknown;
    const send = async (query: string | TimedQuery) => {
      if (isOver) throw new Error('The transaction is over.');
      return client.query(query).catch((error: unknown) => {
        // What went out with it fails as well, for that reason alone.
        first ??= error;
        throw error;
      });
    };
    const run = async (statement: Statement, values?: Values) => (await send(toQuery(statement, values))).rows;
    const script = async (sql: string) => {
      trace?.(sql);
      await send(sql);
    };
    try {
      const [, result] = await Promise.all([script(begin[mode]), work({ all: run, script })]);
      isCommitting = true;
      await script('COMMIT');
      isOver = true;
      client.release();
      return result;
    } catch (thrown) {
      isOver = true;
      const error = toStoreError(first ?? thrown, place);
      if (isLost(error)) client.release(true);
      else
        await client.query('ROLLBACK').then(
          () => client.release(),
          () => client.release(true),
        );
      throw mode === 'write' && isLost(error) ? toOutcome(error, isCommitting, place) : error;
    }
  }

  return {
    place,
    async all<R extends pg.QueryResultRow>(statement: Statement, values?: Values, within = ANSWER_MS) {
      try {
        const query: TimedQuery = { ...toQuery(statement, values), query_timeout: within };
        return (await pool.query<R>(query)).rows;
      } catch (error) {
        throw toStoreError(error, place);
      }
    },
    async transact(mode, work) {
      const client = await pool.connect().catch((error: unknown) => {
        throw toStoreError(error, place);
      });
      return transact(client, mode, work);
    },
    close: () => pool.end(),
  };
}

/** What is known of a transaction whose connection was lost. */
function toOutcome(cause: unknown, isCommitting: boolean, place: string): StoreError {
  return isCommitting
    ? new StoreError(
        'unknown',
        `The connection to the database ${place} was lost in the moment of the commit: it is unknown whether the change was made. Run it again: what was made already is not made twice.`,
        { cause },
      )
    : new StoreError(
        'unavailable',
        `The connection to the database ${place} was lost on the way. Nothing was changed: run it again.`,
        { cause },
      );
}
