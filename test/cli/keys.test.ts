import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { openKeyStore } from '../../src/store/open.js';
import { failed, openFolder, seed, succeeded } from './command.js';

t.test('a key is shown once, listed by its beginning, rotated and revoked', async (t) => {
  const { run } = openFolder(t);
  succeeded(t, await run(['migrate']));
  const created = await run(['keys', 'create', 'acme', '--scope', 'read', '--expires', '2999-01-31']);
  succeeded(t, created);
  const [text = '', said] = created.stdout.split('\n');
  t.match(text, /^so_live_[0-9A-Za-z]{36}$/);
  t.equal(said, 'A key of acme for read, until 2999-01-31 00:00:00Z. It is not kept, and never shown again.');

  const rotated = await run(['keys', 'rotate', 'acme', '--json']);
  succeeded(t, rotated);
  const second = JSON.parse(rotated.stdout);
  t.match(second, { partner: 'acme', scopes: ['read'], state: 'live', expiresAt: /^2999-01-31/, lastUsedAt: null });
  t.equal(second.prefix, second.key.slice(0, 14));

  const revoked = await run(['keys', 'revoke', text]);
  succeeded(t, revoked);
  t.equal(revoked.stdout, `Revoked ${text.slice(0, 14)} of acme.\n`);

  const listed = await run(['keys', 'list']);
  succeeded(t, listed);
  t.match(listed.stdout, /^PARTNER {2}KEY .*\nacme {5}so_live_\w{6} {2}read {4}revoked .*\nacme .* live .* never\n$/);
  for (const whole of [text, second.key]) t.notMatch(listed.stdout, whole.slice(14));
  const json = JSON.parse((await run(['keys', 'list', 'acme', '--json'])).stdout);
  t.same(
    json.keys.map((key: { state: string }) => key.state),
    ['revoked', 'live'],
  );
  t.equal((await run(['keys', 'list', 'other'])).stdout, 'There are no keys.\n');
});

t.test('a key may be for several scopes', async (t) => {
  const { run } = openFolder(t);
  succeeded(t, await run(['migrate']));
  const created = await run(['keys', 'create', 'acme', '--scope', 'sync', '--scope', 'read', '--json']);
  succeeded(t, created);
  t.same(JSON.parse(created.stdout).scopes, ['read', 'sync']);
});

t.test('what goes against the rules of keys is refused', async (t) => {
  const { run } = openFolder(t);
  failed(t, await run(['keys', 'create', 'acme']), 4, /There is no database/);
  succeeded(t, await run(['migrate']));
  succeeded(t, await run(['keys', 'create', 'acme']));
  failed(t, await run(['keys', 'create', 'acme']), 3, /has a key already/);
  succeeded(t, await run(['keys', 'rotate', 'acme']));
  failed(t, await run(['keys', 'rotate', 'acme']), 3, /has two keys already: revoke so_live_\w{6} or so_live_\w{6}/);
  failed(t, await run(['keys', 'rotate', 'other']), 3, /has no key to rotate/);
  failed(t, await run(['keys', 'revoke', 'other']), 3, /names no key/);
  for (const wrong of [
    ['keys'],
    ['keys', 'make', 'x'],
    ['keys', 'create'],
    ['keys', 'create', 'A b'],
    ['keys', 'create', 'x', '--scope', 'write'],
    ['keys', 'create', 'x', '--expires', 'soon'],
    ['keys', 'create', 'x', '--expires', '2020-01-01'],
    ['keys', 'revoke'],
    ['keys', 'revoke', ''],
    ['keys', 'list', '--scope', 'read'],
  ]) {
    failed(t, await run(wrong), 2, /./);
  }
});

t.test('no snapshot holds anything of a key, nor that there are any', async (t) => {
  const { folder, run } = openFolder(t);
  succeeded(t, await run(['publish', seed]));
  const { stdout } = await run(['keys', 'create', 'very-secret-partner']);
  succeeded(t, await run(['snapshot']));
  const snapshots = join(folder, 'content.db-snapshots');
  const files = readdirSync(snapshots, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  t.ok(files.length >= 2);
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(join(parentPath, name));
    const all = Buffer.concat([bytes, name.endsWith('.gz') ? gunzipSync(bytes) : Buffer.alloc(0)]);
    for (const word of ['api_key', 'key_usage', 'very-secret-partner', stdout.slice(0, 14)]) {
      t.notOk(all.includes(word), `${word} in ${name}`);
    }
  }
});

t.test('usage is shown by day, key and route, and filtered', async (t) => {
  const { database, run } = openFolder(t);
  succeeded(t, await run(['migrate']));
  t.equal((await run(['usage'])).stdout, 'Nothing was asked for.\n');
  const { prefix } = JSON.parse((await run(['keys', 'create', 'acme', '--json'])).stdout);
  const keys = await openKeyStore(`sqlite:${database}`, { migrate: false });
  const row = { day: '2026-05-01', prefix, route: '/v1/topics', requests: 3, charged: 2, deprecated: 0 };
  await keys.addUsage([row, { ...row, prefix: '', day: '2026-05-02' }], new Map());
  await keys.close();
  const shown = await run(['usage']);
  succeeded(t, shown);
  t.match(shown.stdout, /^DAY .*\n2026-05-01 {2}acme .* \/v1\/topics +3 +2 +0\n2026-05-02 {2}no key .*\n$/);
  const json = async (...args: string[]) => JSON.parse((await run(['usage', '--json', ...args])).stdout).usage;
  t.same(await json('--key', 'acme'), [{ ...row, partner: 'acme' }]);
  t.match(await json('--from', '2026-05-02'), [{ day: '2026-05-02', partner: null, prefix: null }]);
  t.same(await json('--to', '2026-04-30'), []);
  failed(t, await run(['usage', '--from', 'yesterday']), 2, /is no day/);
  failed(t, await run(['usage', '--from', '2026-05-02', '--to', '2026-05-01']), 2, /--from lies after --to/);
});

t.test('a rotated key ends when the one before it does, unless another end is named', async (t) => {
  const { run } = openFolder(t);
  succeeded(t, await run(['migrate']));
  const expiresAt = async (...args: string[]) => JSON.parse((await run(['keys', ...args, '--json'])).stdout).expiresAt;
  const end = await expiresAt('create', 'acme', '--expires', '2999-01-31');
  t.match(end, /^2999-01-31T00:00:00/);
  t.equal(await expiresAt('rotate', 'acme'), end);
  t.equal(await expiresAt('create', 'other', '--expires', '2999-01-31'), end);
  t.equal(await expiresAt('rotate', 'other', '--expires', 'never'), null);
  failed(t, await run(['keys', 'create', 'third', '--expires', '2999-02-30']), 2, /is no time/);
});
