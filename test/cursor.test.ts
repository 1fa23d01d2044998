import t from 'tap';
import { createCursors, type SyncPlace, toMark } from '../src/cursor.js';
import { ProblemError } from '../src/problems.js';

const scope = '/v1/questions?topic=knees';
const place = { revision: 42, after: { rank: -0.1875, id: 'knee-pain-after-running' } };
const cursors = createCursors('one secret');

t.test('a cursor gives back its place, and is the same for the same place', async (t) => {
  const cursor = cursors.toListCursor(scope, place);
  t.match(cursor, /^[A-Za-z0-9_-]{1,512}$/);
  t.same(cursors.readListCursor(scope, cursor), place);
  t.equal(createCursors('one secret').toListCursor(scope, place), cursor);
});

t.test('the longest place fits', async (t) => {
  const longest = { revision: Number.MAX_SAFE_INTEGER, after: { rank: -Number.MAX_VALUE, id: 'x'.repeat(128) } };
  const cursor = cursors.toListCursor(scope, longest);
  t.ok(cursor.length <= 512);
  t.same(cursors.readListCursor(scope, cursor), longest);
});

const refusal = { name: 'ProblemError', code: 'invalid-cursor' };

function isAccepted(cursor: string): boolean {
  try {
    cursors.readListCursor(scope, cursor);
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid-cursor') return false;
    throw error;
  }
}

t.test('whichever bit was flipped, it is refused', async (t) => {
  const bytes = Buffer.from(cursors.toListCursor(scope, place), 'base64url');
  const flipped = Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return changed.toString('base64url');
  });
  t.ok(flipped.length > 300);
  t.same(flipped.filter(isAccepted), []);
});

t.test('whichever character was changed, it is refused, the unused bits of the last included', async (t) => {
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
  for (const id of ['a', 'ab', 'abc']) {
    const cursor = cursors.toListCursor(scope, { revision: 1, after: { rank: 0, id } });
    const changed = [...cursor].flatMap((_, at) => alphabet.map((c) => cursor.slice(0, at) + c + cursor.slice(at + 1)));
    t.same(
      changed.filter((text) => text !== cursor && isAccepted(text)),
      [],
    );
  }
});

t.test('what was not made here for this list is refused', async (t) => {
  const cursor = cursors.toListCursor(scope, place);
  for (const other of ['/v1/questions', '/v1/questions?topic=hips', '/v1/topics?topic=knees', '']) {
    t.throws(() => cursors.readListCursor(other, cursor), refusal, other);
  }
  t.throws(() => createCursors('another secret').readListCursor(scope, cursor), refusal);
  for (const text of [
    '',
    'x',
    'AAAA',
    `${cursor}=`,
    `${cursor}A`,
    ` ${cursor}`,
    cursor.slice(1),
    `${cursor}\n`,
    '%00',
  ]) {
    t.throws(() => cursors.readListCursor(scope, text), refusal, JSON.stringify(text));
  }
});

const digest = 'a'.repeat(32);
const position: SyncPlace = { since: { revision: 7, digest }, window: undefined };
const within: SyncPlace = {
  since: { revision: 0, digest: '0'.repeat(32) },
  window: { upto: { revision: 9, digest }, after: { revision: 8, type: 'answer', id: 'knee.ann' } },
};

t.test('a sync cursor gives back its position, or its place in a window, and is of no use to a list', async (t) => {
  for (const place of [position, within]) {
    const cursor = cursors.toSyncCursor(place);
    t.same(cursors.readSyncCursor(cursor), place);
    t.equal(createCursors('one secret').toSyncCursor(place), cursor);
    t.throws(() => cursors.readListCursor('', cursor), refusal);
    t.throws(() => createCursors('another secret').readSyncCursor(cursor), refusal);
  }
  t.throws(() => cursors.readSyncCursor(cursors.toListCursor('', place)), refusal);
});

t.test('the longest place in a window fits', async (t) => {
  const revision = Number.MAX_SAFE_INTEGER;
  const after = { revision, type: 'disclaimer', id: 'x'.repeat(128) } as const;
  const longest = { since: { revision, digest }, window: { upto: { revision, digest }, after } };
  const cursor = cursors.toSyncCursor(longest);
  t.ok(cursor.length <= 512);
  t.same(cursors.readSyncCursor(cursor), longest);
});

t.test('a mark is a revision with the first half of its set digest', async (t) => {
  const setDigest = `sum256-${'0123456789abcdef'.repeat(4)}`;
  t.same(toMark({ revision: 3, setDigest }), { revision: 3, digest: '0123456789abcdef'.repeat(2) });
});
