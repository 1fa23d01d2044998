import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { createKey } from '../../src/keys/issue.js';
import { toDigest } from '../../src/keys/text.js';
import { openKeyStore } from '../../src/store/open.js';
import { ask, skipWithoutOwnServers, startServer } from '../support/postgres.js';
import { openWay } from '../support/way.js';

t.test(
  'keys are found while the primary is away, and what was revoked stays so',
  { skip: skipWithoutOwnServers },
  async (t) => {
    const primary = await startServer(t);
    const database = await primary.createDatabase(t);
    const way = await openWay(t, database);
    const [url, standby] = [way.url(database), await primary.startStandby()];
    const replica = standby.url(new URL(url).pathname.slice(1));
    const open = (migrate: boolean) => openKeyStore(url, { migrate, replicas: [replica] });
    const store = await open(true);
    t.teardown(() => store.close());
    const [live, revoked] = [toDigest('live'), toDigest('revoked')];
    const { text } = await createKey(store, 'acme', { scopes: undefined, expiresAt: null, now: 0 });
    const other = await createKey(store, 'other', { scopes: undefined, expiresAt: null, now: 0 });
    await store.revokeKeys('other', 5);
    const isReplayed = async () =>
      (await ask(replica, 'SELECT 1 FROM api_key WHERE revoked_at = 5').catch(() => [])).length;
    while (!(await isReplayed())) await setTimeout(10);

    await way.cut();
    for (let turn = 0; turn < 3; turn += 1) {
      t.match(await store.findKey(toDigest(text)), { partner: 'acme', revokedAt: null });
      t.match(await store.findKey(toDigest(other.text)), { partner: 'other', revokedAt: 5 });
    }
    t.same(await Promise.all([live, revoked].map((digest) => store.findKey(digest))), [undefined, undefined]);
    await t.rejects(store.revokeKeys('acme', 6), { code: 'unavailable', message: /cannot be reached/ });
    const late = await open(false);
    t.match(await late.findKey(toDigest(text)), { partner: 'acme' }, 'a process can start');
    await late.close();

    await way.mend();
    await store.revokeKeys('acme', 6);
    // The standby may not have heard of it yet: within a second the primary is asked again.
    for (
      const end = Date.now() + 1000;
      Date.now() < end && (await store.findKey(toDigest(text)))?.revokedAt === null;
    ) {
      await setTimeout(10);
    }
    t.equal((await store.findKey(toDigest(text)))?.revokedAt, 6);
  },
);

t.test(
  'without a replica, a primary that is away is told of in one sentence',
  { skip: skipWithoutOwnServers },
  async (t) => {
    const url = 'postgres://nobody@127.0.0.1:1/none';
    await t.rejects(openKeyStore(url, { migrate: false }), {
      code: 'unavailable',
      message: /^The database 127\.0\.0\.1:1\/none cannot be reached\.$/,
    });
  },
);
