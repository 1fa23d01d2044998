import type { Test } from 'tap';
import { digestOf } from '../../src/content/canonical.js';
import { SetDigest } from '../../src/content/set-digest.js';
import type { SyncChange, SyncPage } from '../../src/schemas/sync.js';
import type { OpenedApp } from '../support/app.js';

type Get = OpenedApp['get'];

export const syncUrl = (cursor: string | undefined, limit: number) =>
  `/v1/sync?limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`;

/** A page of the window, which must be a 200. */
export async function readPage(get: Get, cursor: string | undefined, limit = 1000): Promise<SyncPage> {
  const { statusCode, body } = await get(syncUrl(cursor, limit));
  if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
  return JSON.parse(body);
}

/** The pages of one window; `between` happens after each of them. */
export async function readWindow(
  get: Get,
  start: string | undefined,
  { limit = 1000, between }: { limit?: number; between?: () => Promise<unknown> } = {},
): Promise<readonly SyncPage[]> {
  const pages: SyncPage[] = [];
  for (let cursor = start; ; ) {
    const page = await readPage(get, cursor, limit);
    pages.push(page);
    await between?.();
    if (page.complete) return pages;
    cursor = page.nextCursor;
  }
}

const keyOf = ({ type, id }: SyncChange) => `${type}/${id}`;

/** What an app keeps: it applies whole windows, and holds what it has against what the service says it must add up to. */
export class Device {
  readonly copy = new Map<string, Extract<SyncChange, { op: 'upsert' }>>();
  cursor: string | undefined;
  revision = 0;

  apply(t: Test, pages: readonly SyncPage[]): void {
    const last = pages.at(-1);
    if (last?.set == null) throw new Error('the window is not complete');
    t.same(new Set(pages.map(({ from, to }) => `${from} ${to}`)).size, 1, 'all pages are of one window');
    const changes = pages.flatMap((page) => page.changes);
    t.equal(new Set(changes.map(keyOf)).size, changes.length, 'no resource twice');
    for (const change of changes) {
      if (change.op === 'upsert') this.copy.set(keyOf(change), change);
      else this.copy.delete(keyOf(change));
    }
    const set = new SetDigest();
    for (const { type, id, digest, resource } of this.copy.values()) {
      t.equal(digestOf(resource), digest, `${type}/${id} is what its digest was made of`);
      set.add(type, id, digest);
    }
    t.same({ count: this.copy.size, digest: set.toString() }, last.set, 'the copy adds up');
    this.cursor = last.nextCursor;
    this.revision = last.to;
  }

  /** `type/id=digest`, sorted. */
  held(): string[] {
    return [...this.copy].map(([key, { digest }]) => `${key}=${digest}`).sort();
  }
}

/** What is live at a revision, as the publisher's side has it. */
export async function liveAt({ store }: OpenedApp, revision: number): Promise<string[]> {
  const live = await store.listLive(revision, undefined, 100_000);
  return live.map(({ type, id, digest }) => `${type}/${id}=${digest}`).sort();
}
