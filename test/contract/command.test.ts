import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { fileRelease, listReleases } from '../../scripts/contract/released.js';
import { propertiesOf, readDocument } from './document.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = (...command: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
};

t.before(() => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { status, stdout } = run(tsc, '-p', 'scripts/contract/tsconfig.json');
  if (status !== 0) throw new Error(stdout);
});

t.test('what the service promises today breaks nobody who was made for the last release', async (t) => {
  t.match(run('build/contract/check.js'), { status: 0, stderr: '' });
});

t.test(
  'a document that breaks the last release is refused until the break was announced and its time has come',
  async (t) => {
    const folder = t.testdir({ '0.9.0.json': '{}', '0.10.0.json': JSON.stringify(readDocument()), 'notes.txt': '' });
    const document = readDocument();
    delete propertiesOf(document, 'Problem').reason;
    writeFileSync(join(folder, 'today.json'), JSON.stringify(document));
    const announcements = join(folder, 'changes.md');
    const check = (day: string) =>
      run('build/contract/check.js', join(folder, 'today.json'), folder, announcements, day);

    writeFileSync(announcements, '## Announced\n');
    const refused = check('2027-01-31');
    t.equal(refused.status, 1);
    t.match(refused.stdout, /^Compared with 0\.10\.0: 1 breaking/);
    const [, line = ''] = /To announce it: (.*)/.exec(refused.stderr) ?? [];
    writeFileSync(announcements, `## Announced\n${line}\n`);
    t.equal(check('2028-01-30').status, 1);
    t.match(check('2028-01-31'), { status: 0, stderr: '' });
    writeFileSync(announcements, '## Announced\n- soon\n');
    t.match(check('2028-01-31'), { status: 1, stderr: /changes\.md:2: is not of the form/ });
  },
);

t.test('a release is filed once, and never after a later one', async (t) => {
  const folder = join(t.testdir(), 'released');
  t.same(listReleases(folder), []);
  mkdirSync(folder);
  t.equal(fileRelease(folder, '1.9.0', 'nine'), join(folder, '1.9.0.json'));
  t.throws(() => fileRelease(folder, '1.9.0', 'other'), /was released already/);
  t.equal(readFileSync(join(folder, '1.9.0.json'), 'utf8'), 'nine');
  fileRelease(folder, '1.10.0', 'ten');
  t.same(listReleases(folder), ['1.9.0', '1.10.0']);
  t.throws(() => fileRelease(folder, '1.9.5', 'late'), /older than 1\.10\.0/);
  t.throws(() => fileRelease(folder, '2.0.0-rc.1', 'early'), /not the version of a release/);
  const filed = run('build/contract/release.js', join(t.testdir(), 'new'));
  t.match(filed, { status: 0, stdout: /\d+\.\d+\.\d+\.json/ });
});
