import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { failed, openFolder, seed, succeeded, toEnd } from './command.js';
import { contentSet, question, toNdjson } from './content-set.js';

const setDigest = (text: string) => /sum256-[0-9a-f]{64}/.exec(text)?.[0];

/** Every file of a folder with its text. */
const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]);

t.test('publish says what it changed, and makes no revision of nothing', async (t) => {
  const { run, folder } = openFolder(t, { 'set.ndjson': contentSet(1, 'Rest.') });
  const first = await run(['publish', 'set.ndjson', '--note', 'the first', '--actor', 'ada']);
  succeeded(t, first);
  t.match(first.stdout, '+ question/question-0\n');
  t.match(
    first.stdout,
    'Published: 5 added, 0 changed, 0 withdrawn, 0 unchanged.\nRevision 1: 5 resources live, sum256-',
  );

  const again = await run(['publish', 'set.ndjson']);
  t.match(again.stdout, /^Nothing changed\. Revision 1: /);

  writeFileSync(join(folder, 'set.ndjson'), contentSet(1, 'Walk.'));
  const changed = JSON.parse((await run(['publish', 'set.ndjson', '--json'])).stdout);
  t.same(changed.changes, [
    { op: 'change', type: 'answer', id: 'question-0.ada', members: ['body', 'recommendations'] },
  ]);
  t.equal(changed.revision.revision, 2);
  t.equal(changed.unchanged, 4);

  const { revisions } = JSON.parse((await run(['revisions', '--json'])).stdout);
  t.same(
    revisions.map(({ revision, note, actor }: Record<string, unknown>) => [revision, note, actor]),
    [
      [2, null, null],
      [1, 'the first', 'ada'],
    ],
  );
  const page = await run(['revisions', '--limit', '1']);
  t.match(page.stdout, /^REVISION .*\n +2 .*\nOlder ones: --before 2\n$/);
});

t.test('a dry run tells what would change, and changes nothing', async (t) => {
  const { run } = openFolder(t, { 'set.ndjson': contentSet(1, 'Rest.') });
  succeeded(t, await run(['migrate']));
  const dry = await run(['publish', 'set.ndjson', '--dry-run']);
  succeeded(t, dry);
  t.match(dry.stdout, 'Dry run, nothing is published. Revision 1 would be: 5 added');
  t.equal((await run(['revisions'])).stdout, 'Nothing is published.\n');
});

t.test('with --mirror, what the source does not have is withdrawn', async (t) => {
  const { run } = openFolder(t, { 'two.ndjson': contentSet(2, 'Rest.'), 'one.ndjson': contentSet(1, 'Rest.') });
  succeeded(t, await run(['publish', 'two.ndjson']));
  t.match((await run(['publish', 'one.ndjson'])).stdout, /^Nothing changed/);
  const mirrored = await run(['publish', 'one.ndjson', '--mirror']);
  t.match(mirrored.stdout, '- question/question-1: unpublished\n');
  t.match(mirrored.stdout, '0 added, 0 changed, 2 withdrawn');
});

t.test('a faulty source is refused whole, each fault with its file and line', async (t) => {
  const broken = { ...question('knee', 'Rest.'), slug: 'Not A Slug' };
  const { run, folder } = openFolder(t, {
    source: { 'a.json': '{ "type": "poem" }', 'set.ndjson': toNdjson([broken]) },
  });
  const ended = await run(['publish', 'source']);
  failed(t, ended, 3, /^source\/a\.json:1: /m);
  t.match(ended.stderr, /\n\d+ faults in \d+ files?\.\nsecond-opinion: Refused; nothing was changed\.\n$/);
  t.equal(ended.stdout, '');

  const forMachines = await run(['publish', join(folder, 'source', 'a.json'), '--json']);
  t.equal(forMachines.code, 3);
  const { error } = JSON.parse(forMachines.stdout);
  t.match(error, { exit: 'refused', code: 3, faults: [{ file: join(folder, 'source', 'a.json'), line: 1 }] });
  t.equal((await run(['revisions'])).stdout, 'Nothing is published.\n');
});

t.test('a source that is not there is refused by its name', async (t) => {
  failed(t, await openFolder(t).run(['publish', 'nowhere']), 3, /^nowhere: There is no such file or folder/m);
});

t.test('an answer that is withdrawn leaves its question; what is still referred to stays', async (t) => {
  const { run } = openFolder(t, { 'set.ndjson': contentSet(2, 'Rest.') });
  succeeded(t, await run(['publish', 'set.ndjson']));
  failed(t, await run(['withdraw', 'author/ada', '--reason', 'retracted']), 3, /still refer/);
  failed(t, await run(['withdraw', 'author/nobody', '--reason', 'retracted']), 3, /not live/);

  const ended = await run(['withdraw', 'answer/question-0.ada', '--reason', 'safety', '--note', 'harmful']);
  succeeded(t, ended);
  t.match(ended.stdout, '~ question/question-0: answers\n- answer/question-0.ada: safety\n');

  const merged = [
    'withdraw',
    'question/question-0',
    '--reason',
    'merged',
    '--replaced-by',
    'question/question-1',
    '--json',
  ];
  t.match(JSON.parse((await run(merged)).stdout), {
    revision: { revision: 3 },
    changes: [{ op: 'withdraw', id: 'question-0', replacedBy: { type: 'question', id: 'question-1' } }],
  });
});

t.test('diff shows what changed between any two revisions', async (t) => {
  const { run, folder } = openFolder(t, { 'set.ndjson': contentSet(2, 'Rest.') });
  succeeded(t, await run(['publish', 'set.ndjson']));
  writeFileSync(join(folder, 'set.ndjson'), contentSet(3, 'Rest.'));
  succeeded(t, await run(['publish', 'set.ndjson']));
  succeeded(t, await run(['withdraw', 'answer/question-0.ada', '--reason', 'retracted']));

  const ended = await run(['diff', '1', '3']);
  succeeded(t, ended);
  t.same(ended.stdout.trim().split('\n').filter(Boolean).sort(), [
    '+ answer/question-2.ada',
    '+ question/question-2',
    '- answer/question-0.ada: retracted',
    '2 added, 1 changed, 1 withdrawn.',
    '~ question/question-0: answers',
  ]);
  t.equal((await run(['diff', '2', '2'])).stdout, 'No difference.\n');
  t.equal(JSON.parse((await run(['diff', '0', '1', '--json'])).stdout).changes.length, 7);
  failed(t, await run(['diff', '2', '1']), 2, /earlier one first/);
  failed(t, await run(['diff', '1', '9']), 2, /no revision 9: the latest is 3/);
});

t.test('what is exported publishes to the same content, and exports to the same bytes', async (t) => {
  const { run, folder } = openFolder(t);
  const published = await run(['publish', seed]);
  succeeded(t, await run(['export', 'one']));
  succeeded(t, await run(['export', 'set.ndjson']));
  const stream = await run(['export']);
  succeeded(t, stream);
  t.equal(stream.stdout, readFileSync(join(folder, 'set.ndjson'), 'utf8'));

  for (const source of ['one', 'set.ndjson']) {
    const other = { DATABASE_URL: `sqlite:${join(folder, `${source}.copy`, 'content.db')}` };
    const copied = await run(['publish', source], other);
    succeeded(t, copied);
    t.equal(setDigest(copied.stdout), setDigest(published.stdout), source);
    t.equal((await run(['export'], other)).stdout, stream.stdout, source);
    succeeded(t, await run(['export', `${source}.again`], other));
    t.same(filesOf(join(folder, `${source}.again`)), filesOf(join(folder, 'one')), source);
  }
});

t.test('an export is of the revision that is asked for', async (t) => {
  const { run, folder } = openFolder(t, { 'set.ndjson': contentSet(1, 'Rest.') });
  succeeded(t, await run(['publish', 'set.ndjson']));
  const before = await run(['export']);
  writeFileSync(join(folder, 'set.ndjson'), contentSet(2, 'Walk.'));
  succeeded(t, await run(['publish', 'set.ndjson']));
  t.equal((await run(['export', '--revision', '1'])).stdout, before.stdout);
  t.not((await run(['export'])).stdout, before.stdout);
  failed(t, await run(['export', '--revision', '3']), 2, /no revision 3/);
});

t.test('an export writes over no folder, and leaves no half of one', async (t) => {
  const { run, folder } = openFolder(t, { 'set.ndjson': contentSet(1, 'Rest.'), full: { 'mine.txt': 'x' } });
  succeeded(t, await run(['publish', 'set.ndjson']));
  failed(t, await run(['export', 'full']), 2, /not empty/);
  mkdirSync(join(folder, 'empty'));
  succeeded(t, await run(['export', 'empty']));
  failed(t, await run(['export', 'set.ndjson/below']), 2, /not a folder/);
  t.same(readdirSync(join(folder, 'full')), ['mine.txt']);
  t.notOk(readdirSync(folder).some((name) => name.includes('partial')));
});

t.test('verify finds a word that was changed behind its back', async (t) => {
  const { run, database } = openFolder(t, { 'set.ndjson': contentSet(2, 'Rest.') });
  succeeded(t, await run(['publish', 'set.ndjson']));
  const sound = await run(['verify']);
  succeeded(t, sound);
  t.match(sound.stdout, 'Checked 1 revision, 7 stored versions, 7 resources live: sound.\n');
  t.match(JSON.parse((await run(['verify', '--json'])).stdout), { sound: true, faults: [] });

  const db = new Database(database);
  db.exec(`UPDATE version SET body = replace(body, 'a plank a day', 'a plank a week') WHERE id = 'question-1.ada'`);
  db.close();
  const ended = await run(['verify']);
  failed(t, ended, 7, /\d+ faults? found/);
  t.match(ended.stdout, /answer\/question-1\.ada: /);
  t.match(ended.stdout, /: not sound\.\n$/);
  const forMachines = await run(['verify', '--json']);
  t.equal(forMachines.code, 7);
  t.match(JSON.parse(forMachines.stdout), { sound: false });
});

t.test('migrate makes a database, and may be repeated', async (t) => {
  const { run } = openFolder(t);
  for (const time of ['once', 'again']) {
    const ended = await run(['migrate']);
    succeeded(t, ended);
    t.match(ended.stdout, /^The schema is up to date\. Revision 0: 0 resources live/, time);
  }
});

t.test('openapi prints the document without a database or a good setting', async (t) => {
  const { run, folder } = openFolder(t);
  const json = await run(['openapi'], { PORT: 'x' });
  succeeded(t, json);
  t.match(JSON.parse(json.stdout), { openapi: /^3\.1\./, info: { title: 'Second Opinion' } });
  const yaml = await run(['openapi', '--yaml']);
  succeeded(t, yaml);
  t.match(yaml.stdout, /^openapi: 3\.1\./);
  t.same(readdirSync(folder), []);
});

t.test('what comes through a pipe is published like a file', async (t) => {
  const { folder, start } = openFolder(t);
  const pipe = join(folder, 'pipe.ndjson');
  execFileSync('mkfifo', [pipe]);
  const ended = toEnd(t, start(['publish', 'pipe.ndjson', '--json']));
  const writer = await open(pipe, 'w');
  await writer.writeFile(contentSet(50, 'Walk.'));
  await writer.close();
  const { code, stdout } = await ended;
  t.equal(code, 0, stdout);
  t.equal(JSON.parse(stdout).revision.revision, 1);
});

t.test('an interrupt ends a publish at once, and nothing of it has happened', async (t) => {
  const { folder, start, run } = openFolder(t, { 'set.ndjson': contentSet(1, 'Rest.') });
  succeeded(t, await run(['publish', 'set.ndjson']));
  const pipe = join(folder, 'pipe.ndjson');
  execFileSync('mkfifo', [pipe]);
  const child = start(['publish', 'pipe.ndjson']);
  const ended = toEnd(t, child);
  // Opens once the command reads from the other end; then the source stops in the middle.
  const writer = await open(pipe, 'w');
  t.teardown(() => writer.close());
  await writer.write(contentSet(50, 'Walk.').slice(0, 5000));
  child.kill('SIGINT');
  const { code, signal, stdout } = await ended;
  t.same([code, signal, stdout], [null, 'SIGINT', ''], 'which a shell reports as 130');
  t.equal(JSON.parse((await run(['revisions', '--json'])).stdout).revisions.length, 1);
});
