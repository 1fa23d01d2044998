import t from 'tap';
import { ask, skipWithoutOwnServers, startServer } from '../support/postgres.js';
import { testContract } from './contract.js';
import { countingEngine } from './engines.js';

const RUNS = 5;

t.test('on a primary and the replica that is read', { skip: skipWithoutOwnServers }, async (t) => {
  const primary = await startServer(t);
  const replica = await primary.startStandby();
  // A publish is over when the replica shows it: how reads go past one that is behind has tests of its own.
  await ask(primary.url(), "ALTER SYSTEM SET synchronous_standby_names = '*'");
  await ask(primary.url(), "ALTER SYSTEM SET synchronous_commit = 'remote_apply'");
  await ask(primary.url(), 'SELECT pg_reload_conf()');
  testContract(
    t,
    async (t) => {
      const url = await primary.createDatabase(t);
      return countingEngine(t, url, { connections: 2, replicas: [replica.url(new URL(url).pathname.slice(1))] });
    },
    RUNS,
  );
});
