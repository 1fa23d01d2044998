import { existsSync } from 'node:fs';
import t from 'tap';
import { ask, skipWithoutOwnServers, startServer } from './postgres.js';

const skip = skipWithoutOwnServers;

t.test('a standby repeats what its primary did, and can take its place', { skip }, async (t) => {
  const primary = await startServer(t);
  const database = await primary.createDatabase(t);
  await ask(database, 'CREATE TABLE a AS SELECT 1 AS n');
  const standby = await primary.startStandby();
  const copy = standby.url(new URL(database).pathname.slice(1));
  t.same(await ask(copy, 'SELECT n FROM a'), [{ n: 1 }]);
  await t.rejects(ask(copy, 'INSERT INTO a VALUES (2)'), { code: '25006' });
  await primary.stop('SIGQUIT');
  await standby.promote();
  await ask(copy, 'INSERT INTO a VALUES (2)');
  t.same(await ask(copy, 'SELECT n FROM a ORDER BY n'), [{ n: 1 }, { n: 2 }]);
});

t.test('a server lets nobody in without its password, and listens on the loopback alone', { skip }, async (t) => {
  const server = await startServer(t);
  const url = new URL(server.url());
  url.password = 'guessed';
  await t.rejects(ask(url.href, 'SELECT 1'), { code: '28P01' });
  t.same(await ask(server.url(), 'SHOW listen_addresses'), [{ listen_addresses: '127.0.0.1' }]);
  const [folder] = await ask<{ data_directory: string }>(server.url(), 'SHOW data_directory');
  t.ok(existsSync(folder?.data_directory ?? ''));
});
