import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import ts from 'typescript';
import { listGuides } from '../../src/docs/guide-files.js';
import { createKey } from '../../src/keys/issue.js';
import { openApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';

const slug = 'is-it-normal-to-have-knee-pain-after-running';
const pages = [
  '/docs',
  '/docs/guides',
  '/docs/changes',
  ...listGuides().map(({ name }) => `/docs/guides/${name}`),
  '/problems',
  '/problems/withdrawn',
  '/problems/quota-exceeded',
];
const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 } };
const timeout = 20_000;

/** A page that fails the test when it complains of what is not expected, or asks anything of another origin. */
async function openPage(
  t: Test,
  browser: Browser,
  origin: string,
  { expected = /^$/, ...options }: BrowserContextOptions & { readonly expected?: RegExp },
): Promise<Page> {
  const context = await browser.newContext({ ...options, bypassCSP: false });
  t.teardown(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(timeout);
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !expected.test(message.text())) t.fail(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => t.fail(`thrown: ${error}`));
  page.on('requestfailed', (request) => t.fail(`failed: ${request.url()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:')) t.fail(`asks ${request.url()}`);
  });
  return page;
}

const overflowOf = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** What axe finds. It is evaluated by the debugger, which the page's policy does not concern. */
async function listViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    'axe.run({ resultTypes: ["violations"] })',
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

t.test('the reference in a browser', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { listen, get } = await openApp(t);
  const origin = await listen();
  const document: { paths: Record<string, Record<string, { operationId: string }>> } = (
    await get('/v1/openapi.json')
  ).json();
  const operations = Object.values(document.paths).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId),
  );

  await t.test('every operation opens, by its address and by its heading', async (t) => {
    const page = await openPage(t, browser, origin, desktop);
    await page.goto(`${origin}/docs`);
    for (const id of operations) {
      await page.locator(`#${id} > summary`).click();
      t.ok(await page.locator(`#${id} form button[type=submit]`).isVisible(), `${id} by its heading`);
      await page.locator(`#${id} > summary`).click();
      t.notOk(await page.locator(`#${id} form`).isVisible(), `${id} closes`);
      await page.locator(`.contents a[href="#${id}"]`).click();
      await page.locator(`#${id} .code`).first().waitFor();
    }
    await page.goto(`${origin}/docs#schema-Anchor`);
    await page.reload();
    await page.locator('#schema-Anchor dl').waitFor();
  });

  await t.test('a request that is tried is a request, and its answer is shown', async (t) => {
    const page = await openPage(t, browser, origin, desktop);
    await page.goto(`${origin}/docs#getQuestion`);
    const form = page.locator('#getQuestion form');
    const answered = page.waitForResponse(`${origin}/v1/questions/${slug}?revision=1`);
    await form.getByLabel('revision').fill('1');
    await form.getByRole('button', { name: 'Send the request' }).click();
    t.equal((await answered).status(), 200);
    await form.getByText('200 answered').waitFor();
    const { title } = (await get(`/v1/questions/${slug}`)).json();
    t.match(await form.getByRole('group', { name: 'Response body', exact: true }).textContent(), `"title": "${title}"`);
    t.match(
      await form.getByRole('group', { name: 'Response headers', exact: true }).textContent(),
      'content-revision: 1',
    );
  });

  await t.test('with the keyboard alone: from the top of the page to an answer, and a copied sample', async (t) => {
    const page = await openPage(t, browser, origin, { ...desktop, permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(`${origin}/docs`);
    const focused = () => page.evaluate<string>('document.activeElement.outerHTML');
    const tabTo = async (pattern: RegExp) => {
      for (let presses = 0; presses < 150; presses += 1) {
        await page.keyboard.press('Tab');
        if (pattern.test(await focused())) return;
      }
      t.fail(`${pattern} is not reached with Tab`);
    };
    await page.keyboard.press('Tab');
    t.match(await focused(), /Skip to the content/);
    await tabTo(/^<a href="#listTopics"/);
    await page.keyboard.press('Enter');
    await page.waitForFunction('document.activeElement.matches("#listTopics > summary")');
    await tabTo(/id="listTopics\.limit"/);
    await page.keyboard.type('1');
    await tabTo(/^<button type="submit"/);
    await page.keyboard.press('Enter');
    await page.locator('#listTopics').getByText('200 answered').waitFor();
    await tabTo(/aria-label="Copy curl: /);
    await page.keyboard.press('Enter');
    await page.locator('#notice').getByText('Copied.').waitFor({ state: 'attached' });
    t.equal(await page.evaluate('navigator.clipboard.readText()'), `curl -sL --compressed '${origin}/v1/topics'`);
  });

  await t.test('nothing is wider than a phone, whatever is open', async (t) => {
    const page = await openPage(t, browser, origin, phone);
    for (const path of pages) {
      await page.goto(origin + path);
      t.equal(await overflowOf(page), 0, path);
    }
    await page.goto(`${origin}/docs`);
    t.notOk(await page.locator('.contents ul').first().isVisible(), 'the contents are folded');
    await page.locator('#searchQuestions > summary').click();
    await page.locator('#searchQuestions form button[type=submit]').click();
    await page.locator('#searchQuestions').getByText('200 answered').waitFor();
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    t.equal(await overflowOf(page), 0, 'all open');
  });

  for (const [screen, size] of Object.entries({ desktop, phone })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await t.test(
        `${colorScheme}, on a ${screen}: colours follow, and axe finds nothing, whatever is open`,
        async (t) => {
          const page = await openPage(t, browser, origin, { ...size, colorScheme });
          for (const path of pages) {
            await page.goto(origin + path);
            const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
            t.equal(ground, colorScheme === 'dark' ? 'rgb(18, 24, 27)' : 'rgb(255, 255, 255)', path);
            if (path === '/docs') {
              await page.locator('#getQuestion > summary').click();
              await page.locator('#getQuestion form button[type=submit]').click();
              await page.locator('#getQuestion').getByText('200 answered').waitFor();
              await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
            }
            t.same(await listViolations(page), [], path);
          }
        },
      );
    }
  }

  await t.test('the explorer works under its own policy', async (t) => {
    const page = await openPage(t, browser, origin, desktop);
    await page.goto(`${origin}/docs/explorer`);
    await page.locator('.opblock').first().waitFor();
    t.equal(await page.locator('.opblock').count(), operations.length);
  });
});

t.test('where a key is required, operations are tried with a key that stays in the page', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { listen, keys } = await openApp(t, { settings: { ACCESS: 'key-required' } });
  const { text } = await createKey(keys, 'acme', { scopes: undefined, expiresAt: null, now: 0 });
  const origin = await listen();
  const page = await openPage(t, browser, origin, { ...desktop, expected: /status of 401/ });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${origin}/docs#getQuestion`);
  const operation = page.locator('#getQuestion');
  const form = operation.locator('form');
  const curl = operation.getByRole('group', { name: /^curl: / });
  const typescript = operation.getByRole('group', { name: /^TypeScript: / });
  const send = () => form.getByRole('button', { name: 'Send the request' }).click();

  await send();
  await form.getByText('401 refused').waitFor();
  t.match(await form.textContent(), 'Your key: none given.');
  t.notMatch(await curl.textContent(), 'SECOND_OPINION_KEY');
  t.notMatch(await typescript.textContent(), 'SECOND_OPINION_KEY');

  await page.getByLabel('Key', { exact: true }).fill(`Bearer ${text} `);
  await send();
  await form.getByText('200 answered').waitFor();
  t.match(await form.textContent(), 'Your key: sent with the request.');
  t.match(await curl.textContent(), '-H "Authorization: Bearer $SECOND_OPINION_KEY" ');
  t.match(await typescript.textContent(), 'env.SECOND_OPINION_KEY');
  t.match(
    await form.getByRole('group', { name: 'Request', exact: true }).textContent(),
    `GET ${origin}/v1/questions/${slug}\nAuthorization: Bearer $SECOND_OPINION_KEY`,
  );
  t.same(await listViolations(page), []);

  const kept = await page.evaluate<string>(
    'indexedDB.databases().then((all) => JSON.stringify([all, localStorage, sessionStorage, document.cookie, location.href]))',
  );
  t.equal(kept, `[[],{},{},"","${origin}/docs#getQuestion"]`);
  t.notMatch(await page.content(), text, 'nothing that is shown holds it');
  for (const url of asked) t.notMatch(url, text);

  // A wrong key is not answered with what the right one brought.
  await page.getByLabel('Key', { exact: true }).fill(text.toLowerCase());
  await send();
  await form.getByText('401 refused').waitFor();
  await page.goto(`${origin}/docs/guides`);
  await page.goBack();
  t.equal(await page.getByLabel('Key', { exact: true }).inputValue(), '');
  t.match(await form.textContent(), 'Your key: none given.');
});

t.test('the highlighting of the guide marks the very words of every anchor', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const text = readFileSync(new URL('../../docs/guides/show-an-article.md', import.meta.url), 'utf8');
  const [, source = ''] = /^```ts browser\n([\s\S]*?)^```$/m.exec(text) ?? [];
  const highlight = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText;
  const { get } = await openApp(t);
  const article: { answers: { body: { html: string }; recommendations: Anchored[]; seekCare: Anchored[] }[] } = (
    await get(`/v1/questions/${slug}`)
  ).json();
  const page = await browser.newPage();
  for (const { body, recommendations, seekCare } of article.answers) {
    for (const { anchor } of [...recommendations, ...seekCare]) {
      await page.setContent(body.html);
      const marked = await page.evaluate<string>(
        `(() => {
          ${highlight}
          highlight(document.body, ${JSON.stringify(anchor)});
          return [...document.querySelectorAll('mark')].map((one) => one.textContent).join('');
        })()`,
      );
      t.equal(marked, anchor.exact.replaceAll('\n\n', ''));
    }
  }
});

interface Anchored {
  readonly anchor: { readonly exact: string };
}
