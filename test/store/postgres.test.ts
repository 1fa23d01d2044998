import t from 'tap';
import { openServer, skipWithoutPostgres } from '../support/postgres.js';
import { testContract } from './contract.js';
import { countingEngine } from './engines.js';

/** Fewer than on SQLite: a database of a server takes longer to make, and every read a way. */
const RUNS = 8;

t.test('on one server', { skip: skipWithoutPostgres }, async (t) => {
  const server = await openServer();
  testContract(t, async (t) => countingEngine(t, await server.createDatabase(t), { connections: 2 }), RUNS);
});
