import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { writeSyncPage } from '../compose/sync.js';
import { type Cursors, type Mark, type SyncPlace, toMark } from '../cursor.js';
import type { Reader } from '../http/read.js';
import { ProblemError } from '../problems.js';
import { ref } from '../schemas/primitives.js';
import { serviceResponses } from '../schemas/service-responses.js';
import { SyncPage, SyncQuery } from '../schemas/sync.js';
import type { HistoryPosition, ReadStore, Revision } from '../store/store.js';

const DEFAULT_LIMIT = 500;
const MAX_BYTES = 1024 * 1024;
const POLL_AFTER_SECONDS = 900;
const ATTEMPTS = 3;

const NOTHING: SyncPlace = { since: { revision: 0, digest: '0'.repeat(32) }, window: undefined };

/** What one request reads: the page after `after` of the window from `since` to `upto`. */
interface Window {
  readonly since: Mark;
  readonly upto: Revision;
  readonly after: HistoryPosition | undefined;
  /** Whether the cursor named its end: then the page is the same for ever. */
  readonly isFixed: boolean;
}

/** The window can no longer be read exactly: something was erased or pruned since it was settled. */
class WindowGoneError extends Error {
  override readonly name = 'WindowGoneError';
}

export const syncRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader; cursors: Cursors }> = async (
  app,
  { store, read, cursors },
) => {
  /** Throws the problem `sync-reset` when the revision is none of this history. */
  async function getMarked(mark: Mark): Promise<Revision> {
    if (mark.revision > store.latest().revision) await store.refresh();
    const latest = store.latest();
    const found = mark.revision === latest.revision ? latest : await store.findRevision(mark.revision);
    if (found !== undefined && toMark(found).digest === mark.digest) return found;
    const detail = `The cursor is of a revision ${mark.revision} that is not the one here: a backup was restored, or the last publishes were lost. Ask again without a cursor; when that window is complete, anything you hold that it did not list is gone.`;
    throw new ProblemError('sync-reset', detail, { latestRevision: latest.revision });
  }

  /** The window that a place is in, if it can still be read exactly; else a new one, from the same position to the latest revision. */
  async function settle({ since, window }: SyncPlace): Promise<Window> {
    const reached = since.revision > 0 ? await getMarked(since) : undefined;
    if (window !== undefined) {
      const upto = await getMarked(window.upto);
      const { floor, erased } = store.horizon();
      if (upto.revision >= floor && upto.revision >= erased) return { since, upto, after: window.after, isFixed: true };
    }
    const latest = store.latest();
    // A copy may be ahead of the replica that is read here: nothing is new to it then, and it is never sent back.
    const upto = reached !== undefined && reached.revision > latest.revision ? reached : latest;
    return { since, upto, after: undefined, isFixed: false };
  }

  async function write({ since, upto, after, isFixed }: Window, limit: number) {
    const page = await store.windowPage(since.revision, upto.revision, after, { changes: limit, bytes: MAX_BYTES });
    if (page === undefined) throw new WindowGoneError();
    const last = page.changes.at(-1);
    const reached = page.hasMore && last !== undefined ? last : undefined;
    const end = toMark(upto);
    const next: SyncPlace =
      reached === undefined
        ? { since: end, window: undefined }
        : { since, window: { upto: end, after: { revision: reached.revision, type: reached.type, id: reached.id } } };
    const text = writeSyncPage(page, {
      from: since.revision,
      to: upto.revision,
      // What was published since a window began cannot be told on a page that never changes.
      hasMore: page.hasMore || isFixed,
      complete: !page.hasMore,
      set: page.hasMore ? null : { count: upto.count, digest: upto.setDigest },
      nextCursor: cursors.toSyncCursor(next),
      pollAfterSeconds: POLL_AFTER_SECONDS,
    });
    return { text, tags: page.changes.map(({ type, id }) => ({ type, id })) };
  }

  app.get(
    '/v1/sync',
    {
      schema: {
        operationId: 'getSyncPage',
        summary: 'Get what changed since a position',
        description:
          'A page of a window: what is live at `to` and changed after `from`, and what was withdrawn. The first page fixes `to`; the pages after it are of the same window, unless it had to be begun again. Stage the pages, and with the `complete` one apply them all in one transaction, the cursor with them: the copy then equals the whole set at `to`, which `set` proves. A cursor of any age works.',
        tags: ['Sync'],
        querystring: SyncQuery,
        response: serviceResponses(ref(SyncPage), {
          description: 'A page of the window.',
          tagged: true,
          guarded: true,
          gone: 'The cursor is of another history than the one here: make the copy anew, without a cursor.',
        }),
      },
    },
    async (request, reply) => {
      const { cursor, limit = DEFAULT_LIMIT } = request.query;
      const place = cursor === undefined ? NOTHING : cursors.readSyncCursor(cursor);
      for (let attempt = 1; ; attempt += 1) {
        const window = await settle(place);
        const policy = window.isFixed ? 'window' : 'fresh';
        try {
          const at = window.upto.revision;
          return await read.written(request, reply, { policy, at, write: () => write(window, limit) });
        } catch (error) {
          if (!(error instanceof WindowGoneError)) throw error;
          if (attempt === ATTEMPTS) throw new ProblemError('unavailable', 'The content changes too fast: try again.');
          await store.refresh();
        }
      }
    },
  );
};
