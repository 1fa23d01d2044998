import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import type { Test } from 'tap';
import { buildApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createCursors } from '../../src/cursor.js';
import type { ReadStore } from '../../src/store/store.js';
import { recordResponse } from './recorder.js';

export type Get = (url: string) => Promise<LightMyRequestResponse>;

const CURSOR_SECRET = 'the same for every store that is compared';
/** Makes cursors as the services on those stores do. */
export const cursors = createCursors(CURSOR_SECRET);

/** The service on a store, its answers held against the document; the same cursors on every store. Closed when the test ends. */
export async function serveStore(t: Test, store: ReadStore): Promise<Get> {
  const config = readConfig({
    ANONYMOUS_LIMITS: 'off',
    OVERLOAD_DELAY_MS: '0',
    CURSOR_SECRET,
  });
  const app = buildApp({ store, config, logger: pino({ level: 'silent' }) });
  await app.ready();
  t.teardown(() => app.close());
  return async (url) => {
    const asked: InjectOptions = { url, headers: { host: 'api.example.org' } };
    const answer = await app.inject(asked);
    const { statusCode: status, headers, rawPayload: body } = answer;
    recordResponse({ method: 'GET', url, status, headers, body });
    return answer;
  };
}
