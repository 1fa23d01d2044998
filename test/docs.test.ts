import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { exitCodes } from '../src/cli/exit-codes.js';
import { settings } from '../src/config.js';
import { publishPath } from '../src/content/publish.js';
import { problemKinds } from '../src/problems.js';
import { openStore } from '../src/store/open.js';
import { openApp } from './support/app.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
const readme = read('README.md');
const architecture = read('ARCHITECTURE.md');

/** The rows of the tables whose heading row begins so; cells without their back-ticks. */
function rowsOf(text: string, heading: string): string[][] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

t.test('the README lists every endpoint of the document, and no other', async (t) => {
  const document: { paths: Record<string, unknown> } = JSON.parse(read('openapi/openapi.json'));
  const listed = rowsOf(readme, 'path').map(([path]) => path);
  t.same([...listed].sort(), [...Object.keys(document.paths), '/docs', '/problems/{code}'].sort());
});

t.test('the pages that the README lists beside the document are there', async (t) => {
  const { app } = await openApp(t, { publish: null });
  for (const url of ['/docs', ...Object.keys(problemKinds).map((code) => `/problems/${code}`)]) {
    const { statusCode, headers } = await app.inject(url);
    t.same([statusCode, headers['content-type']], [200, 'text/html; charset=utf-8'], url);
  }
});

t.test('the README lists every setting with its default', async (t) => {
  const listed = rowsOf(readme, 'setting').map(([name, initial]) => [name, initial]);
  t.same(
    listed,
    Object.entries(settings).map(([name, { initial }]) => [name, initial]),
  );
});

t.test('the README lists every exit code with its meaning', async (t) => {
  const listed = rowsOf(readme, 'code').map(([code, meaning]) => [Number(code), meaning]);
  t.same(
    listed,
    Object.values(exitCodes).map(({ code, meaning }) => [code, meaning.replaceAll('`', '')]),
  );
});

t.test('the README says which operations cannot be read at a revision', async (t) => {
  const { paths, components } = JSON.parse(read('openapi/openapi.json'));
  const takesRevision = (path: string) =>
    (paths[path].get.parameters ?? []).some(
      (one: { name?: string; in?: string; $ref?: string }) =>
        (one.$ref ? components.parameters[one.$ref.split('/').at(-1) ?? ''] : one).name === 'revision' &&
        !path.includes('{revision}'),
    );
  const reading = Object.keys(paths).filter((path) => !paths[path].get.tags.includes('Service'));
  const [, said = ''] = /All that read content take `\?revision=N`, but for ([^:]*):/.exec(readme) ?? [];
  const exceptions = [...said.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
  t.ok(exceptions.length > 0);
  for (const path of reading) {
    t.equal(takesRevision(path), !exceptions.some((exception) => path.startsWith(exception)), path);
  }
});

t.test('the README lists every problem type with its status', async (t) => {
  const listed = rowsOf(readme, 'problem').map(([code, status]) => [code, Number(status)]);
  t.same(
    listed,
    Object.entries(problemKinds).map(([code, { status }]) => [code, status]),
  );
});

t.test('the README lists every command and every option of it', async (t) => {
  const main = join(root, 'dist/main.js');
  t.ok(existsSync(main), 'dist/main.js is built: npm run build');
  const help = async (...command: string[]) =>
    (
      await promisify(execFile)(process.execPath, [main, ...command, '--help'], {
        env: { ...process.env, COLUMNS: '200' },
      })
    ).stdout;
  const listed = rowsOf(readme, 'command').map(([usage = '']) => usage);
  const commands = [...(await help()).matchAll(/^ {2}second-opinion ([a-z]+)/gm)].map(([, name]) => name);
  t.same(
    listed.map((usage) => usage.split(' ')[0]),
    commands,
  );
  const helps = await Promise.all(commands.map((name = '') => help(name)));
  for (const [index, usage] of listed.entries()) {
    if (usage === 'completion') continue;
    const options = [...(helps[index] ?? '').matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
    const own = options.filter((option) => option !== '--help' && option !== '--version');
    t.same(usage.match(/--[a-z-]+/g)?.sort() ?? [], own.sort(), usage);
  }
});

t.test("the README's curl gives the answer that is shown", async (t) => {
  const [, url = '', shown = ''] =
    /```sh\ncurl -s '?http:\/\/127\.0\.0\.1:3000([^'\n]*)'?\n```\n[\s\S]*?```json\n([\s\S]*?)```/.exec(readme) ?? [];
  const { get } = await openApp(t);
  const response = await get(url);
  t.equal(response.statusCode, 200);
  const timeless = (text: string): unknown =>
    JSON.parse(text, (name, value) =>
      name === 'publishedAt' || name === 'updatedAt' || name === 'nextCursor' ? typeof value : value,
    );
  t.same(timeless(shown), timeless(response.body));
  t.equal(
    JSON.stringify(JSON.parse(shown)).length > 0 && Object.keys(JSON.parse(shown)).join(),
    Object.keys(response.json()).join(),
  );
});

t.test("the README's example of a source publishes", async (t) => {
  const folder = t.testdir({});
  const files = [...readme.matchAll(/^`(content\/[^`]+)`\n\n```\w+\n([\s\S]*?)^```$/gm)];
  t.equal(files.length, 4);
  for (const [, name = '', text = ''] of files) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const store = await openStore(`sqlite:${join(folder, 'content.db')}`, { migrate: true });
  t.teardown(() => store.close());
  await publishPath(store, join(folder, 'content'), {});
  t.equal(store.latest().count, 5);
});

t.test('every relative link leads to a file, and every npm script that is named exists', async (t) => {
  const { scripts } = JSON.parse(read('package.json'));
  for (const page of pages) {
    const text = read(page);
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (!/^[a-z]+:/.test(target)) t.ok(existsSync(join(root, target.split('#')[0] ?? '')), `${page}: ${target}`);
    }
    for (const [, script = ''] of text.matchAll(/npm run (?:--silent )?([a-z:]+)/g))
      t.ok(scripts[script], `${page}: ${script}`);
  }
});

t.test('the code map names what is there, all of it', async (t) => {
  const named = [...architecture.matchAll(/`((?:src|test|scripts|migrations|openapi|seed)\/[\w./*-]*)`/g)].map(
    ([, path = '']) => path,
  );
  for (const path of named) t.ok(path.includes('*') || existsSync(join(root, path)), `${path} exists`);
  const parts = readdirSync(join(root, 'src'), { withFileTypes: true }).map(
    (e) => `src/${e.name}${e.isDirectory() ? '/' : ''}`,
  );
  for (const part of parts) t.ok(named.includes(part), `ARCHITECTURE names ${part}`);
  const { dependencies } = JSON.parse(read('package.json'));
  t.same(
    rowsOf(architecture, 'package')
      .flatMap(([names = '']) => names.split(', '))
      .sort(),
    Object.keys(dependencies).sort(),
  );
});

t.test('the checklist for another resource type names every file that knows a type by name', async (t) => {
  const checklist = /^## A seventh resource type$[\s\S]*?(?=^## )/m.exec(architecture)?.[0] ?? '';
  const named = new Set([...checklist.matchAll(/`(src\/[^`]+)`/g)].map(([, path = '']) => path));
  const knowing = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name}`)
    .filter((name) => name.endsWith('.ts') && /['"`.]topic\b|\btopic:|\bTopic\b/.test(read(name)));
  t.ok(knowing.length > 10);
  for (const name of knowing) t.ok(named.has(name), `${name} is in the checklist`);
});
