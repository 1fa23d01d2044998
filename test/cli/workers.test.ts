import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import t from 'tap';
import { failed, openFolder, toEnd } from './command.js';
import { isAlive } from './log.js';
import { ask, openAgents, openWorkers } from './pool.js';

async function untilAllGone(pids: readonly number[]): Promise<boolean> {
  for (let tries = 0; tries < 200 && pids.some(isAlive); tries += 1) await wait(25);
  return !pids.some(isAlive);
}

t.test('several workers serve on one port, which the log says once, and end well together', async (t) => {
  const { child, log, workers, address, answered } = await openWorkers(t, { DRAIN_SECONDS: '1' });
  t.equal(workers.length, 2);
  for (let n = 0; n < 8; n += 1) t.equal((await ask(`${address}/v1/questions`)).status, 200);
  t.same(await answered(), new Set(workers), 'both have answered');
  t.equal(log.entries.filter((entry) => JSON.stringify(entry).includes(address)).length, 1);

  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await log.next('stopping');
  while ((await ask(`${address}/readyz`)).status !== 503);
  const [agent] = openAgents(t, 1);
  t.match(await ask(`${address}/v1/topics`, {}, agent), { status: 200, headers: { connection: 'close' } });
  t.same(await ended, [0, null]);
  t.notOk(workers.some(isAlive));
});

t.test('a port in use is one sentence and code 6, however many workers there are', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const ended = await openFolder(t).run(['serve', '--workers', '3'], { PORT: String(port), LOG_LEVEL: 'silent' });
  failed(t, ended, 6, new RegExp(`^second-opinion: Cannot listen on 127\\.0\\.0\\.1 port ${port}: another .*\\.\n$`));
});

t.test('a worker that crashes is replaced, and the others serve meanwhile', async (t) => {
  const { child, log, workers, address } = await openWorkers(t);
  const [doomed = 0, other = 0] = workers;
  process.kill(doomed, 'SIGKILL');
  t.match(await log.next('a worker ended: another takes its place'), { worker: doomed, how: 'SIGKILL' });
  t.equal((await ask(`${address}/v1/topics`)).status, 200);
  await log.next('ready');
  await log.next('ready');
  const { worker } = await log.next('ready');
  t.notOk(workers.includes(Number(worker)));

  // All at once: the address must stay the same though nobody holds it.
  const both = [other, Number(worker)];
  for (const pid of both) process.kill(pid, 'SIGKILL');
  for (const _ of both) await log.next('ready');
  t.equal((await ask(`${address}/v1/topics`)).status, 200);
  child.kill('SIGTERM');
  t.same(await once(child, 'exit'), [0, null]);
});

t.test('when new workers cannot serve, a reload says why and those that serve go on', async (t) => {
  const { child, log, workers, address, database } = await openWorkers(t);
  const db = new Database(database);
  db.exec("INSERT INTO migration (name, checksum, applied_at) VALUES ('9999_later.sql', '', 0)");
  db.close();
  child.kill('SIGHUP');
  t.match(await log.next('not reloaded: no other workers could serve'), { reason: /was made by a newer release/ });
  t.ok(workers.every(isAlive));
  t.equal((await ask(`${address}/v1/topics`)).status, 200);
});

t.test('a second signal ends every process at once', async (t) => {
  const { child, workers, address } = await openWorkers(t, { DRAIN_SECONDS: '300' });
  const ended = toEnd(t, child);
  child.kill('SIGINT');
  while ((await ask(`${address}/readyz`)).status !== 503);
  const repeat = setInterval(() => child.kill('SIGINT'), 100);
  const { code, stderr } = await ended;
  clearInterval(repeat);
  t.equal(code, 130);
  t.equal(stderr, 'second-opinion: Stopped at once by a second signal.\n');
  t.ok(await untilAllGone(workers));
});

t.test('no worker outlives the process that started it', async (t) => {
  const { child, workers } = await openWorkers(t);
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.ok(await untilAllGone(workers));
});

t.test('how many workers there shall be is a number within reason', async (t) => {
  for (const count of ['0', 'many', '1.5']) {
    failed(
      t,
      await openFolder(t).run(['serve', '--workers', count]),
      2,
      /--workers must be a whole number from 1 to 256/,
    );
  }
});
