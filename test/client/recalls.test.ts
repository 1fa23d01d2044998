import t from 'tap';
import type { Item } from '../../src/client/index.js';
import { addRecalls, isRecalled, keepRecalls } from '../../src/client/recalls.js';
import { NEW_STATE } from '../../src/client/replica-state.js';

const time = '2025-03-01T00:00:00.000Z';
const item = (revision: number): Item => {
  const key = { type: 'answer', id: 'a' };
  return { ...key, slug: null, revision, publishedAt: time, updatedAt: time, digest: 'sha256-a', resource: key };
};
const mark = (revision: number, id = 'a', reinstatedIn: number | null = null) => ({
  ...{ type: 'answer', id, revision },
  reinstatedIn,
});
const at = (revision: number) => ({ ...NEW_STATE, copy: { ...NEW_STATE.copy, revision } });

t.test('a recall hides what it names, whichever version is held, and nothing else', async (t) => {
  t.equal(isRecalled(item(4), [mark(5)]), true);
  t.equal(isRecalled(item(6), [mark(5)]), true, 'a version of a history that was lost');
  t.equal(isRecalled(item(4), [mark(5, 'b')]), false);
});

t.test('a recall is remembered when the copy has not come so far, or holds what it names', async (t) => {
  t.same(addRecalls(at(3), [mark(5)], [undefined]).recalls, [mark(5)]);
  t.same(addRecalls(at(9), [mark(5)], [item(4)]).recalls, [mark(5)], 'as from a service that was restored');
  t.same(addRecalls(at(9), [mark(5)], [item(6)]).recalls, [mark(5)], 'or one that lost what was held');
  t.equal(addRecalls(at(9), [mark(5)], [undefined]).recalls.length, 0);
});

t.test('a recall that was taken back hides what is older than it, and nothing else', async (t) => {
  const taken = mark(5, 'a', 7);
  t.equal(isRecalled(item(4), [taken]), true);
  t.equal(isRecalled(item(7), [taken]), false);
  t.same(addRecalls(at(4), [taken], [item(4)]).recalls, [taken], 'the copy has not come so far');
  t.same(addRecalls(at(9), [taken], [item(4)]).recalls, [taken], 'it should have, and holds it still');
  t.equal(addRecalls(at(9), [taken], [item(7)]).recalls.length, 0);
  const standing = addRecalls(at(4), [mark(5)], [item(4)]);
  t.same(addRecalls(standing, [taken], [item(4)]).recalls, [taken], 'what was known as standing is so no more');
  t.same(addRecalls(at(9), [mark(8), taken], [item(4), item(4)]).recalls, [mark(8)], 'the newest counts');
});

t.test('what is known already changes nothing, and the newest recall of a resource counts', async (t) => {
  const state = addRecalls(at(3), [mark(5)], [undefined]);
  t.equal(addRecalls(state, [mark(5), mark(4)], [undefined, undefined]), state);
  t.same(addRecalls(state, [mark(7)], [undefined]).recalls, [mark(7)]);
});

t.test('the last window settles the recalls up to its end, a whole one those of a lost history too', async (t) => {
  const marks = [mark(5), mark(8, 'b'), mark(9, 'c')];
  t.same(keepRecalls(marks, 5, 'merge', []), marks.slice(1));
  t.same(keepRecalls(marks, 5, 'replace', [mark(9, 'c')]), marks.slice(2));
  t.same(keepRecalls(marks, 5, 'replace', undefined), marks.slice(1), 'when the list could not be read they stay');
});
