import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import type { Problem } from '../schemas/problem.js';
import { readRetryAfter } from './back-off.js';
import { EtagMemory } from './etag-memory.js';
import type { paths } from './openapi.js';
import { problemCode, readProblem } from './wire.js';

export interface ClientOptions {
  /** Where the service is, such as `https://api.example.org`. */
  readonly baseUrl: string;
  /** Sent with every request, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: (request: Request) => Promise<Response>;
  /** How much is remembered of what was read, in characters; 4 million unless told, 0 for nothing. */
  readonly cache?: number;
}

/** The operations of the service, by path, with the types of its OpenAPI document. */
export type Client = Pick<FetchClient<paths>, 'GET' | 'HEAD'>;

/** Typed reads. An answer that did not change since it was last read is not sent again: it is taken from memory. */
export function createClient({ baseUrl, headers = {}, fetch, cache = 4_000_000 }: ClientOptions): Client {
  const client = createFetchClient<paths>({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    headers: { accept: 'application/json, application/problem+json', ...headers },
    fetch: fetch ?? ((request) => globalThis.fetch(request)),
  });
  client.use(new EtagMemory(cache).middleware);
  return client;
}

/** The service refused a request, or failed. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  constructor(
    readonly status: number,
    /** undefined when the answer was not the service's own, such as a proxy's page. */
    readonly problem: Problem | undefined,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(problem?.detail ?? `The service answered with status ${status}.`);
  }

  /** The kind of problem, such as `withdrawn`. */
  get code(): string | undefined {
    return problemCode(this.problem);
  }
}

/** The data of an answer: `await dataOf(client.GET('/v1/topics'))`. Throws `ServiceError` when there is none. */
export async function dataOf<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok && data !== undefined) return data;
  const retryAfter = readRetryAfter(response.headers.get('retry-after'), Date.now());
  throw new ServiceError(
    response.status,
    readProblem(error),
    retryAfter === undefined ? undefined : Math.ceil(retryAfter / 1000),
  );
}
