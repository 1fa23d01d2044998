import { join } from 'node:path';
import t from 'tap';
import { createKey } from '../../src/keys/issue.js';
import { buildSnapshot } from '../../src/snapshot/build.js';
import { openShelf } from '../../src/snapshot/shelf.js';
import { openApp } from '../support/app.js';
import { compile } from './compile.js';
import { codeOf } from './reading.js';

const security = {
  SECURITY_CONTACT: 'mailto:security@example.org',
  SECURITY_EXPIRES: new Date(Date.now() + 30 * 86_400_000).toISOString(),
};

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly object[];
}

t.test('the samples of every operation work as they are copied', async (t) => {
  const folder = t.testdir();
  const settings = { ...security, SNAPSHOT_DIR: join(folder, 'snapshots') };
  const { listen, get, store, config } = await openApp(t, { settings, folder });
  const { record } = await buildSnapshot(store, openShelf(config.snapshotFolder));
  const origin = await listen();
  const document: { paths: Record<string, Record<string, Described>> } = (await get('/v1/openapi.json')).json();
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const summaries = operations.map(({ summary }) => summary);
  // A file's name tells its content: the document can only show what one looks like.
  const page = (await get('/docs')).body.replaceAll('content-0123456789abcdef.sqlite', record.files[0]?.name ?? '');

  await t.test('curl', async (t) => {
    const samples = codeOf(page, 'curl');
    t.same([...samples.keys()].sort(), [...summaries].sort());
    for (const [name, sample] of samples) {
      const [, url = ''] = /^curl -sLO? --compressed '(\S+)'$/.exec(sample) ?? [];
      t.ok(url.startsWith(`${origin}/`), `${name}: ${sample}`);
      t.equal((await fetch(url)).status, 200, name);
    }
  });

  await t.test('TypeScript, under --strict', async (t) => {
    const samples = codeOf(page, 'TypeScript');
    t.same([...samples.keys()].sort(), [...summaries].sort());
    const modules = Object.fromEntries(
      operations.map(({ operationId, summary }) => [operationId, samples.get(summary) ?? '']),
    );
    const all = operations.map(({ operationId }) => `await import('./${operationId}.js');`).join('\n');
    const { faults, run } = compile(join(t.testdir({}), 'samples'), { ...modules, all: `${all}\nexport {};\n` });
    t.same(faults, []);
    t.match(await run('all'), /Is it normal to have knee pain after running\?/);
  });
});

t.test('where a key is required, the samples that are shown with one read it from the environment', async (t) => {
  const { listen, get, keys } = await openApp(t, { settings: { ACCESS: 'key-required' }, folder: t.testdir() });
  const { text } = await createKey(keys, 'acme', { scopes: undefined, expiresAt: null, now: 0 });
  const origin = await listen();
  const page = (await get('/docs')).body;
  const document: { paths: Record<string, Record<string, Described>> } = (await get('/v1/openapi.json')).json();
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));

  const curls = codeOf(page, 'curl', { withKey: true });
  for (const { operationId, summary, security } of operations) {
    const [, header, url = ''] =
      /^curl -sLO? --compressed( -H "Authorization: Bearer \$SECOND_OPINION_KEY")? '(\S+)'$/.exec(
        curls.get(summary) ?? '',
      ) ?? [];
    t.ok(url.startsWith(`${origin}/`), operationId);
    t.equal(header !== undefined, security.length > 0, operationId);
    const { status } = await fetch(url, { headers: header ? { authorization: `Bearer ${text}` } : {} });
    t.not(status, 401, operationId);
  }

  const samples = codeOf(page, 'TypeScript', { withKey: true });
  const read = samples.get(operations.find(({ operationId }) => operationId === 'getQuestion')?.summary ?? '') ?? '';
  const { faults, run } = compile(join(t.testdir({}), 'keyed'), { read });
  t.same(faults, []);
  t.match(await run('read', { SECOND_OPINION_KEY: text }), /Is it normal to have knee pain after running\?/);
  await t.rejects(run('read', { SECOND_OPINION_KEY: 'none' }), /holds no key/);
});
