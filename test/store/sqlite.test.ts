import { join } from 'node:path';
import t from 'tap';
import { testContract } from './contract.js';
import { countingEngine } from './engines.js';

testContract(t, async (t) => countingEngine(t, `sqlite:${join(t.testdir(), 'content.db')}`));
