// Writes openapi/ anew from the built service: the schema of the source format, the examples (the answers that the seed
// gives), and the document.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { buildApp } from '../dist/app.js';
import { readConfig } from '../dist/config.js';
import { publishPath } from '../dist/content/publish.js';
import { makeExamples } from '../dist/openapi/make-examples.js';
import { buildDocument, printDocument } from '../dist/openapi.js';
import { buildSourceSchema } from '../dist/schemas/source.js';
import { openStore } from '../dist/store/open.js';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const write = (name, value) => writeFileSync(at(`openapi/${name}`), printDocument(value));

write('source.schema.json', buildSourceSchema());
if (!existsSync(at('openapi/examples.json'))) write('examples.json', {});

const folder = mkdtempSync(join(tmpdir(), 'second-opinion-'));
const store = await openStore(`sqlite:${join(folder, 'seed.db')}`, { migrate: true });
try {
  await publishPath(store, at('seed'), { note: null, actor: null });
  const config = readConfig({ PUBLIC_URL: 'https://api.second-opinion.dev', OVERLOAD_DELAY_MS: '0' });
  await withApp(config, async (app) => write('examples.json', await makeExamples(app, await buildDocument(app))));
  await withApp(config, async (app) => write('openapi.json', await buildDocument(app)));
} finally {
  await store.close();
  rmSync(folder, { recursive: true });
}

async function withApp(config, use) {
  const app = buildApp({ store, config, logger: pino({ level: 'silent' }) });
  try {
    await app.ready();
    await use(app);
  } finally {
    await app.close();
  }
}
