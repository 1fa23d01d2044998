import t from 'tap';
import { testKeys } from './contract.js';
import { keyEngines } from './engines.js';

for (const engine of keyEngines) t.test(engine.name, async (t) => testKeys(t, engine));
