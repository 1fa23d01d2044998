import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { FaultsError } from '../../src/content/faults.js';
import { publishPath } from '../../src/content/publish.js';
import { emptyStore, folderOf } from './store.js';

const disclaimer = '{ "type": "disclaimer", "id": "general", "locale": "en", "text": "Ask your physician." }';
const author = '{ "type": "author", "id": "ann", "slug": "ann", "name": "Ann" }';
const question = (body: string, frontMatter = '') => `---
id: q
slug: q
locale: en
title: Why?
disclaimer: general
${frontMatter}answers:
  - id: q.a
    attribution: { kind: anonymous }
---

# q.a

${body}
`;
const words = 'Stretch before you run. Stretch after it.';
const anchored = (anchor: string) =>
  question(words).replace('anonymous }', `anonymous }\n    seekCare: [{ anchor: ${anchor} }]`);

type Case = readonly [name: string, file: string, content: string | Uint8Array, fault: Record<string, unknown>];
const cases: readonly Case[] = [
  ['a file that is not UTF-8', 'a.json', Buffer.from([0x7b, 0x0a, 0xff, 0x7d]), { code: 'not-utf8', line: 2 }],
  ['a byte order mark', 'a.json', `\ufeff${author}`, { code: 'byte-order-mark' }],
  ['broken JSON', 'a.json', '{\n"type": "author",,\n}', { code: 'json', line: 2 }],
  [
    'JSON that names a member twice',
    'a.json',
    '{ "type": "author",\n "id": "a", "id": "b" }',
    { code: 'duplicate-member', line: 2 },
  ],
  ['YAML that names a key twice', 'a.yaml', 'type: author\nid: a\nid: b\n', { code: 'duplicate-member', line: 3 }],
  ['a YAML alias bomb', 'a.yaml', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n', { code: 'yaml-alias', line: 1 }],
  ['a YAML cycle', 'a.yaml', 'a: &a\n  b: *a\n', { code: 'yaml-alias' }],
  ['a YAML tag', 'a.yaml', 'type: !!binary aGVsbG8=\n', { code: 'yaml-tag' }],
  ['broken YAML', 'a.yaml', 'type: [author\nid: a\n', { code: 'yaml' }],
  ['YAML that is nested without end', 'a.yaml', '['.repeat(20_000), { code: 'yaml', detail: /nested too deeply/ }],
  ...[100, 1000, 3000, 30_000].map(
    (depth): Case => [
      `YAML that is nested ${depth} deep`,
      'a.yaml',
      `type: author\nname: ${'['.repeat(depth)}${']'.repeat(depth)}`,
      { code: 'yaml', detail: /^This is nested too deeply: no record needs more than 32 levels\./ },
    ],
  ),
  [
    'JSON that is nested 30000 deep',
    'a.json',
    `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    { code: 'json', detail: /^This is nested too deeply: no record needs more than 32 levels\./ },
  ],
  [
    'a file of 9 MiB',
    'a.json',
    Buffer.alloc(9 * 1024 * 1024, 0x20),
    { code: 'too-large', detail: /9\.0 MiB; at most 8\.0 MiB/ },
  ],
  [
    'a record of 50 MB',
    'a.ndjson',
    Buffer.alloc(50_000_000, 0x20),
    { code: 'too-large', line: 1, detail: /47\.7 MiB/ },
  ],
  ['a broken line of NDJSON', 'a.ndjson', `${author}\n{"type":\n`, { code: 'json', line: 2 }],
  ['an unknown kind of file', 'a.txt', 'x', { code: 'unknown-file' }],
  ['Markdown without front matter', 'a.md', '# x\n', { code: 'front-matter' }],
  ['front matter that never ends', 'a.md', '---\nid: x\n', { code: 'front-matter' }],
  ['a record without a type', 'a.json', '{ "id": "a" }', { code: 'type', pointer: '/type' }],
  ['a list instead of a record', 'a.json', '[]', { code: 'type' }],
  [
    'a misspelt member',
    'a.json',
    author.replace('"name"', '"specialyt": "x",\n"name"'),
    { code: 'unknown', pointer: '/specialyt', line: 1, detail: /Did you mean `specialty`/ },
  ],
  [
    'a missing member',
    'a.json',
    author.replace(', "name": "Ann"', ''),
    { code: 'missing', pointer: '/name', record: 'author/ann' },
  ],
  [
    'a member of the wrong type',
    'a.json',
    author.replace('"Ann"', '7'),
    { code: 'type', pointer: '/name', detail: /Must be string, not number/ },
  ],
  ['an id with capitals', 'a.json', author.replace('"id": "ann"', '"id": "Ann"'), { code: 'pattern', pointer: '/id' }],
  [
    'a script address',
    'a.json',
    author.replace('"name"', '"profile": "javascript:alert(1)", "name"'),
    { code: 'pattern', pointer: '/profile' },
  ],
  ['a NUL', 'a.json', author.replace('Ann', 'A\\u0000'), { code: 'character', pointer: '/name', detail: /U\+0000/ }],
  ['half a surrogate pair', 'a.json', author.replace('Ann', 'A\\ud83d'), { code: 'character', detail: /U\+D83D/ }],
  [
    'an unknown attribution',
    'a.md',
    question(words).replace('anonymous', 'anonymus'),
    { code: 'enum', pointer: '/answers/0/attribution/kind', line: 9, detail: /Did you mean anonymous/ },
  ],
  [
    'a named attribution without an author',
    'a.md',
    question(words).replace('anonymous', 'named'),
    { code: 'missing', pointer: '/answers/0/attribution/author' },
  ],
  [
    'a script element',
    'a.md',
    question('Run.\n\n<script>alert(1)</script>'),
    { code: 'markdown-html', pointer: '/answers/0/body', line: 16 },
  ],
  [
    'a script element in NDJSON',
    'a.json',
    JSON.stringify({
      type: 'question',
      id: 'q',
      slug: 'q',
      locale: 'en',
      title: 'T',
      disclaimer: 'general',
      answers: [{ id: 'q.a', attribution: { kind: 'anonymous' }, body: 'a\n\n<b>' }],
    }),
    { code: 'markdown-html', line: 1, detail: /Line 3 of the text/ },
  ],
  ['an answer without a section', 'a.md', question(words).replace('# q.a', '## q.a'), { code: 'stray-text' }],
  [
    'a section without an answer',
    'a.md',
    `${question(words)}\n# q.b\n\nMore.\n`,
    { code: 'unknown-section', line: 16 },
  ],
  [
    'two sections of one answer',
    'a.md',
    `${question(words)}\n# q.a\n\nMore.\n`,
    { code: 'duplicate-section', line: 16 },
  ],
  [
    'a text in the front matter',
    'a.md',
    question(words).replace('anonymous }', 'anonymous }\n    body: x'),
    { code: 'body' },
  ],
  [
    'an anchor that is not there',
    'a.md',
    anchored('Strech after'),
    {
      code: 'anchor-not-found',
      pointer: '/answers/0/seekCare/0/anchor',
      line: 10,
      detail: /nearest is “Stretch after”/,
    },
  ],
  ['an anchor that is there twice', 'a.md', anchored('Stretch'), { code: 'anchor-ambiguous' }],
  [
    'an author that does not exist',
    'a.md',
    question(words).replace('anonymous', 'named, author: bob'),
    { code: 'missing-reference', record: 'answer/q.a', line: 8, file: 'a.md', detail: /author\/bob does not exist/ },
  ],
  [
    'a disclaimer that does not exist',
    'a.md',
    question(words).replace('general', 'other'),
    { code: 'missing-reference', record: 'question/q', file: 'a.md' },
  ],
  ['one id twice', 'b.json', disclaimer, { code: 'duplicate-id', detail: /also in .*general\.json/ }],
  [
    'one slug twice',
    'b.ndjson',
    `${author}\n${author.replace('"id": "ann"', '"id": "bea"')}`,
    { code: 'duplicate-name', line: 2, pointer: '/slug' },
  ],
  [
    'a slug that is the id of another',
    'b.ndjson',
    `${author}\n${author.replace('"id": "ann"', '"id": "bea"').replace('"slug": "ann"', '"slug": "ann"')}`,
    { code: 'duplicate-name' },
  ],
];

// All are refused, so that all can be shown to the same store.
const untouched = await emptyStore(t);
for (const [name, file, content, fault] of cases) {
  t.test(`${name} is refused with its place, and nothing is published`, async (t) => {
    const store = untouched;
    const folder = folderOf(join(t.testdir(), 'source'), { 'a-general.json': disclaimer, [file]: content });
    const error = await publishPath(store, folder).catch((thrown: unknown) => thrown);
    if (!(error instanceof FaultsError)) throw error;
    t.match(error.faults[0], { file, ...fault });
    t.equal((await store.refresh()).revision, 0);
  });
}

t.test('all faults are reported, not the first', async (t) => {
  const store = await emptyStore(t);
  const folder = folderOf(join(t.testdir(), 'source'), {
    'a.json': '{',
    'b.yaml': 'a: [',
    'c.txt': '',
    'd.json': author.replace('"Ann"', '1, "x": 2'),
  });
  const error = await publishPath(store, folder).catch((thrown: unknown) => thrown);
  if (!(error instanceof FaultsError)) throw error;
  t.same(error.faults.map(({ file }) => file).sort(), ['a.json', 'b.yaml', 'c.txt', 'd.json', 'd.json']);
});

t.test('a link that leads back is refused, hidden files and a README are passed over', async (t) => {
  const store = await emptyStore(t);
  const folder = folderOf(join(t.testdir(), 'source'), {
    'authors/ann.yaml': 'type: author\nid: ann\nslug: ann\nname: Ann\n',
    '.notes.txt': 'x',
    'README.md': 'What this is.',
  });
  t.match(await publishPath(store, folder), { changes: [{ op: 'add', type: 'author', id: 'ann' }] });
  const unnamed = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.json')]);
  writeFileSync(unnamed, author);
  t.teardown(() => rmSync(unnamed));
  symlinkSync('..', join(folder, 'authors', 'back'));
  symlinkSync('self', join(folder, 'self'));
  const error = await publishPath(store, folder).catch((thrown: unknown) => thrown);
  t.match(error, {
    faults: [
      { file: 'authors/back', code: 'cycle' },
      { file: 'caf\ufffd.json', code: 'unreadable', detail: /name of this file is not UTF-8/ },
      { file: 'self', code: 'unreadable' },
    ],
  });
});

t.test('a path that is not there is said so', async (t) => {
  const store = await emptyStore(t);
  const error = await publishPath(store, join(t.testdir(), 'none')).catch((thrown: unknown) => thrown);
  t.match(error, { faults: [{ code: 'not-found' }] });
});

t.test('a heading inside code is no section, and line ends do not matter', async (t) => {
  const store = await emptyStore(t);
  const text = question('Run:\n\n```\n# q.b\n```\n\nthen rest.');
  const one = folderOf(join(t.testdir(), 'one'), { 'd.json': disclaimer, 'q.md': text });
  t.match(await publishPath(store, one), { revision: { revision: 1, count: 3 } });
  const other = folderOf(join(t.testdirName, 'other'), { 'd.json': disclaimer, 'q.md': text.replaceAll('\n', '\r\n') });
  t.match(await publishPath(store, other), { changes: [], unchanged: 3 });
});
