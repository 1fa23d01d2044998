import { deepStrictEqual } from 'node:assert/strict';
import type { ResourceOf } from '../../src/schemas/resource.js';
import type { SyncPage } from '../../src/schemas/sync.js';
import { compare } from '../store/model.js';
import { setDigestOf, type View } from './history.js';

/** Where a cursor stands: what was given to whoever has it. */
export interface Place {
  readonly era: number;
  readonly from: number;
  readonly fromDigest: string | undefined;
  /** Of a window that was begun; undefined between two windows. */
  readonly window: { readonly to: number; readonly toDigest: string | undefined; readonly given: number } | undefined;
}

export const NOWHERE: Place = { era: 0, from: 0, fromDigest: undefined, window: undefined };

const toTime = (milliseconds: number) => new Date(milliseconds).toISOString();

/** The changes of a window as they are sent. */
export function listChanges({ model }: View, from: number, to: number): readonly Record<string, unknown>[] {
  return model.window(from, to).map((change) => {
    if (!('resource' in change)) return change;
    const { firstRevision: _, publishedAt, updatedAt, ...rest } = change;
    return { ...rest, publishedAt: toTime(publishedAt), updatedAt: toTime(updatedAt) };
  });
}

/** Whether a place is one of the history as it is now: if not, the service must say so. */
export function isKnown(view: View, { from, fromDigest, window }: Place): boolean {
  const isOf = (revision: number, digest: string | undefined) => setDigestOf(view, revision) === digest;
  return (from === 0 || isOf(from, fromDigest)) && (window === undefined || isOf(window.to, window.toDigest));
}

/** Holds a page against what was published: each change of the window, in order, none twice, none left out, and nothing else. */
export function checkPage(view: View, place: Place, limit: number, page: SyncPage): Place {
  const { model, floor, era } = view;
  const { from, to, changes, complete } = page;
  deepStrictEqual(from, place.from, 'the window begins where the cursor stands');

  const { window } = place;
  const isReadable = window !== undefined && window.to >= floor && window.to >= model.erased;
  const isFixed = isReadable && to === window.to;
  if (isReadable) deepStrictEqual(to, window.to, 'the window ends where it did');
  const expected = listChanges(view, from, to);
  // Two histories may have come to the same set by different ways: what is left of the window is then another part of it.
  const isSame = !isFixed || place.era === era;
  const start = isFixed ? window.given : 0;
  if (isSame) {
    deepStrictEqual(changes.map(keyOf), expected.slice(start, start + changes.length).map(keyOf));
    deepStrictEqual(changes, expected.slice(start, start + changes.length), 'the changes are those of the window');
  } else {
    const keys = new Set(changes.map(keyOf));
    deepStrictEqual(
      changes,
      expected.filter((one) => keys.has(keyOf(one))),
    );
  }

  const given = start + changes.length;
  if (isSame) {
    deepStrictEqual(complete, given === expected.length, 'it is complete with the last change');
    if (!complete) deepStrictEqual(changes.length, limit, 'a page is full');
  }
  deepStrictEqual(page.hasMore, !complete || isFixed);
  const { count, setDigest } = model.revisions[to] ?? { count: 0, setDigest: setDigestOf(view, 0) };
  deepStrictEqual(page.set, complete ? { count, digest: setDigest } : null);
  deepStrictEqual(page.disclaimers, listDisclaimers(view, page), 'the disclaimers come along');

  if (complete) return { era, from: to, fromDigest: setDigest, window: undefined };
  return { era, from, fromDigest: place.fromDigest, window: { to, toDigest: setDigest, given } };
}

const keyOf = ({ type, id }: { readonly type?: unknown; readonly id?: unknown }) => `${type}/${id}`;

function listDisclaimers({ model }: View, { changes, to }: SyncPage): ResourceOf['disclaimer'][] {
  const live = <T extends 'question' | 'disclaimer'>(type: T, id: string) =>
    model.live(type, to).find((one) => one.id === id);
  const ids = changes.flatMap((change) => {
    if (change.op === 'delete') return [];
    const { resource } = change;
    if (resource.type === 'answer') return live('question', resource.question)?.disclaimer ?? [];
    return resource.type === 'question' || resource.type === 'exercise' ? resource.disclaimer : [];
  });
  return [...new Set(ids)].sort(compare).flatMap((id) => live('disclaimer', id) ?? []);
}
