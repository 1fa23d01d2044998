import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';

const root = new URL('../', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), 'utf8');
const manifest: { scripts: Record<string, string>; files: string[]; bin: Record<string, string> } = JSON.parse(
  read('package.json'),
);

t.test('the image can be built from what the build context holds', async (t) => {
  const instructions = read('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  const context = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const copies = instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  t.ok(copies.length > 5);
  for (const name of copies) {
    t.ok(existsSync(new URL(name, root)), `${name} exists`);
    t.ok(context.includes(name), `${name} is not ignored`);
  }
  for (const name of context) t.ok(copies.includes(name), `${name} is copied`);
});

t.test('the image runs as nobody special, keeps its data in a volume, and says when it is ready', async (t) => {
  const text = read('Dockerfile');
  const last = text.slice(text.lastIndexOf('FROM '));
  t.match(last, /^FROM node:24-\S+-slim$/m);
  t.match(last, /^USER node$/m);
  t.match(last, /^VOLUME \/data$/m);
  t.match(last, /DATABASE_URL=sqlite:\/data\//);
  t.match(last, /HOST=0\.0\.0\.0/);
  t.match(last, /^STOPSIGNAL SIGTERM$/m);
  t.match(last, /^HEALTHCHECK .*\\\n.*\/readyz/m);
  const entry = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(last)?.[1] ?? 'null');
  t.same(entry, ['node', manifest.bin['second-opinion']]);
});

t.test('an app finds the client in the package', async (t) => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: fileURLToPath(root),
  });
  const [packed]: { filename: string; files: { path: string }[] }[] = JSON.parse(stdout);
  const paths = packed?.files.map(({ path }) => path) ?? [];
  const { exports } = JSON.parse(read('package.json'));
  for (const path of Object.values<string>(exports['./client'])) t.ok(paths.includes(path.slice(2)), path);
  t.ok(read('README.md').includes(`/${packed?.filename}\n`), 'the README names the file');
});

t.test('the licences of what is bundled come with it', async (t) => {
  const licences = read('dist/LICENSES.txt')
    .split(`${'='.repeat(80)}\n`)
    .slice(1);
  for (const name of ['fastify', 'pino', 'prom-client', 'yargs']) {
    t.ok(
      licences.some((text) => text.startsWith(`${name} `)),
      name,
    );
  }
  for (const text of licences) {
    const [head = '', , ...rest] = text.split('\n');
    t.match(head, /: (?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD|BlueOak-1\.0\.0)$/);
    t.match(rest.join('\n'), /permi|licen[cs]e/i, head);
  }
});

t.test('npm ci needs nothing but the lock file, on every platform', async (t) => {
  interface Locked {
    readonly resolved?: string;
    readonly dependencies?: Record<string, string>;
    readonly optionalDependencies?: Record<string, string>;
  }
  const lock: { packages: Record<string, Locked> } = JSON.parse(read('package-lock.json'));
  const locked = new Set(Object.keys(lock.packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
  for (const [path, { resolved, dependencies, optionalDependencies }] of Object.entries(lock.packages)) {
    const missing = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !locked.has(name));
    if (missing.length > 0) t.fail(`${path} wants ${missing.join(', ')}, which npm ci would not find in the lock file`);
    if (resolved !== undefined) t.fail(`${path} names the place of a download`);
  }
  t.ok(locked.size > 100);
});

t.test('npm installs without a warning: of every script that would run, it is said whether it may', async (t) => {
  const { packages }: { packages: Record<string, { hasInstallScript?: boolean }> } = JSON.parse(
    read('package-lock.json'),
  );
  const withScript = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript);
  const names = withScript.map((path) => path.slice(path.lastIndexOf('node_modules/') + 13));
  const allowed: Record<string, boolean> = JSON.parse(read('package.json')).allowScripts;
  t.same(Object.keys(allowed).sort(), names.sort());
  t.same(
    names.filter((name) => allowed[name]),
    ['better-sqlite3'],
    'one alone is needed',
  );
});

t.test('every script that is named exists, and CI runs the test command of the README', async (t) => {
  const ci = read('.ci/run');
  accessSync(fileURLToPath(new URL('.ci/run', root)), constants.X_OK);
  for (const [, name = ''] of ci.matchAll(/^npm run (?:--silent )?(\S+)$/gm))
    t.ok(manifest.scripts[name], `npm run ${name}`);
  t.match(ci, /^set -euo pipefail$/m);
  t.match(ci.trim().split('\n').at(-1), /^npm test\b/, 'the tests come last: their closing line is the last');
  t.match(read('README.md'), /^npm ci && npm test$/m);
  for (const command of Object.values(manifest.scripts)) {
    for (const [file] of command.matchAll(/scripts\/\S+/g)) t.ok(existsSync(new URL(file, root)), file);
  }
});
