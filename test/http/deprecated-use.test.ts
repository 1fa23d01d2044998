import t from 'tap';
import { createKey } from '../../src/keys/issue.js';
import { openFolder, succeeded } from '../cli/command.js';
import { openApp } from '../support/app.js';

const notice = { since: '2026-12-01', sunset: '2027-12-01', link: 'https://second-opinion.dev/changes' };

t.test('who still uses what is deprecated can be seen, by key', async (t) => {
  const { folder, run } = openFolder(t);
  const deprecated = { listTopics: notice, getTopic: notice };
  const { app, keys } = await openApp(t, { folder, deprecated, settings: { ANONYMOUS_LIMITS: 'minute=100' } });
  const options = { scopes: undefined, expiresAt: null, now: 0 };
  const acme = await createKey(keys, 'acme', options);
  const globex = await createKey(keys, 'globex', options);
  const ask = async (url: string, key?: string) => {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const { headers: answered } = await app.inject({ url, headers });
    return answered.deprecation;
  };

  // Whatever comes of it, it is a use: a list, the same from the cache, an address that is nothing, a wrong parameter.
  for (const url of ['/v1/topics', '/v1/topics', '/v1/topics/none', '/v1/topics?limit=x']) {
    t.equal(await ask(url, acme.text), '@1796083200', url);
  }
  t.equal(await ask('/v1/topics'), '@1796083200');
  for (const url of ['/v1/authors', '/v1/questions?topic=none']) t.notOk(await ask(url, acme.text), url);
  t.notOk(await ask('/v1/authors', globex.text));
  const { paths } = (await app.inject('/v1/openapi.json')).json();
  t.same([paths['/v1/topics'].get.deprecated, paths['/v1/authors'].get.deprecated], [true, undefined]);
  await app.close();

  const rows = async (args: readonly string[]) => {
    const ended = await run(['usage', '--json', ...args]);
    succeeded(t, ended);
    const { usage }: { usage: Record<'partner' | 'route' | 'requests' | 'deprecated', unknown>[] } = JSON.parse(
      ended.stdout,
    );
    return usage.map((row) => [row.partner, row.route, row.requests, row.deprecated]);
  };
  const ofAcme = [
    ['acme', '/v1/authors', 1, 0],
    ['acme', '/v1/questions', 1, 0],
    ['acme', '/v1/topics', 3, 3],
    ['acme', '/v1/topics/:slug', 1, 1],
  ];
  t.same(await rows(['--key', 'acme']), ofAcme);
  const all = await rows([]);
  t.same(
    new Set(all.map(String)),
    new Set([[null, '/v1/topics', 1, 1], ...ofAcme, ['globex', '/v1/authors', 1, 0]].map(String)),
  );

  const table = await run(['usage', '--key', acme.key.prefix]);
  succeeded(t, table);
  t.match(table.stdout, / DEPRECATED\n/);
  t.match(table.stdout, new RegExp(` acme +${acme.key.prefix} +/v1/topics +3 +\\d +3\n`));
});
