import { readFileSync } from 'node:fs';
import t from 'tap';
import { settings } from '../../src/config.js';
import { makeExamples } from '../../src/openapi/make-examples.js';
import { buildDocument, printDocument } from '../../src/openapi.js';
import { openApp } from '../support/app.js';

const committed = (name: string) => readFileSync(new URL(`../../openapi/${name}`, import.meta.url), 'utf8');

t.test('the committed document is the one that the service serves', async (t) => {
  const { app, get } = await openApp(t, { publish: null });
  t.equal(printDocument(await buildDocument(app)), committed('openapi.json'), 'run `npm run openapi`');
  t.same((await get('/v1/openapi.json')).json(), JSON.parse(committed('openapi.json')));
});

/** The limits that there are by default. */
const limits = {
  ANONYMOUS_LIMITS: settings.ANONYMOUS_LIMITS.initial,
  KEY_LIMITS: settings.KEY_LIMITS.initial,
};

t.test('the examples are the answers that the seed gives', async (t) => {
  const { app } = await openApp(t, { settings: { PUBLIC_URL: 'https://api.second-opinion.dev', ...limits } });
  const made = await makeExamples(app, await buildDocument(app));
  t.equal(printDocument(made), committed('examples.json'), 'run `npm run openapi`');
});
