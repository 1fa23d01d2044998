import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { withdraw } from '../../src/content/withdraw.js';
import type { Article } from '../../src/schemas/article.js';
import { seed } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { findPort } from '../support/port.js';
import { addressIn, type Command, openService, runExample, type Service } from './offline-page.js';

const knee = 'is-it-normal-to-have-knee-pain-after-running';
const unattributed = { type: 'answer', id: 'knee-pain-after-running.unattributed' } as const;
const phone = { viewport: { width: 360, height: 740 } };

/** Anchors that overlap, run through inline elements and from one block into the next, behind letters outside the BMP. */
const ankle = `---
id: sprained-ankle
slug: what-helps-a-sprained-ankle
locale: en
title: What helps a sprained ankle?
disclaimer: general
review: { reviewedOn: 2020-01-01, reviewedBy: Jane Roe, nextReviewDue: 2021-01-01 }
answers:
  - id: sprained-ankle.clinic
    attribution: { kind: organisation, organisation: { name: The Ankle Clinic } }
    recommendations:
      - exercise: side-plank
        anchor: 𝟚 weeks of balance training
      - exercise: foam-rolling
        anchor: "of balance training, every day.\\n\\nRoll"
    seekCare:
      - anchor: See a doctor
---

# sprained-ankle.clinic

Cool it 🧊🧊. Then 👣 **𝟚 weeks [of *bal*](https://example.org/)ance** training, every day.

- Roll your calf.
- \`See\` a *doctor* when it **stays** swollen.
`;

interface Manifest {
  readonly start_url: string;
  readonly display: string;
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly type: string }[];
}

interface Opened {
  readonly service: Service;
  readonly command: Command;
  readonly page: Page;
  readonly address: string;
}

/** The page on a phone, its first sync done. It fails the test when it complains, but for the network's absence. */
async function openExample(t: Test, browser: Browser): Promise<Opened> {
  const folder = t.testdir({});
  cpSync(seed, join(folder, 'source'), { recursive: true });
  writeFileSync(join(folder, 'source', 'ankle.md'), ankle);
  const service = await openService(t, join(folder, 'source'), folder);
  const command = await runExample(t, '--service', service.origin, '--port', '0');
  const address = addressIn(command, 'The page');
  const context = await browser.newContext(phone);
  t.teardown(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => t.fail(`thrown: ${error}`));
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !message.text().startsWith('Failed to load resource')) t.fail(`console: ${message.text()}`);
  });
  await page.goto(address);
  await page.getByText('Up to date').waitFor();
  return { service, command, page, address };
}

async function readArticle({ get }: Service, slug: string): Promise<Article> {
  return (await get(`/v1/questions/${slug}`)).json();
}

async function openArticle(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** As if the seconds had passed for which the browser may answer by itself. */
async function check(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
  await page.getByRole('button', { name: 'Check for updates' }).click();
}

async function checkAccess(t: Test, page: Page, what: string): Promise<void> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + nodes.map(({ html }) => html)))',
  );
  t.same(found, [], `${what}: no barrier is found`);
  const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  t.equal(overflow, 0, `${what}: nothing is wider than the screen`);
}

/** Every anchor's words are marked, and nothing else is. */
async function checkMarks(t: Test, page: Page, { answers }: Article): Promise<void> {
  for (const [index, { id, body, recommendations, seekCare }] of answers.entries()) {
    const words = page.locator('.answer').nth(index).locator('.words');
    t.equal((await words.allTextContents()).join(''), body.text.replaceAll('\n\n', ''), `${id} is whole`);
    const anchors = [
      ...recommendations.map(({ anchor }, place) => ({ anchor, key: `exercise-${place}` })),
      ...seekCare.map(({ anchor }, place) => ({ anchor, key: `care-${place}` })),
    ];
    for (const { anchor, key } of anchors) {
      const marks = await words.locator(`mark[data-for~="${key}"]`).allTextContents();
      t.equal(marks.join(''), anchor.exact.replaceAll('\n\n', ''), `${id} ${key}`);
    }
    const marked = new Set(anchors.flatMap(({ anchor }) => range(anchor.start, anchor.end)));
    const expected = [...body.text].filter((point, at) => marked.has(at) && point !== '\n').join('');
    t.equal((await words.locator('mark').allTextContents()).join(''), expected, `${id}: no other words`);
  }
}

const range = (start: number, end: number) => Array.from({ length: end - start }, (_, index) => start + index);

t.test('the offline example in a browser', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;

  await t.test('what a reader must see is there, and marked in the words it rests on', async (t) => {
    const { service, page } = await openExample(t, browser);
    const article = await readArticle(service, knee);
    await checkAccess(t, page, 'the list');
    t.equal(await page.getByRole('note', { name: 'Disclaimer' }).textContent(), article.disclaimer.text);

    await openArticle(page, article.title);
    const disclaimer = page.getByRole('note', { name: 'Disclaimer' });
    t.equal(await disclaimer.textContent(), article.disclaimer.text);
    const box = await disclaimer.boundingBox();
    t.ok(box !== null && box.y >= 0 && box.y + box.height <= phone.viewport.height, 'the disclaimer is in view');
    t.same(await page.locator('.answer h2').allTextContents(), ['Wendy Batts', 'Brian Yee', 'No author named']);
    t.same(await page.locator('.about').allTextContents(), ['Physical Medicine & Rehabilitation']);
    t.same(
      await page.locator('.care q').allTextContents(),
      article.answers.flatMap(({ seekCare }) => seekCare.map(({ anchor }) => anchor.exact)),
    );
    t.same(
      await page.locator('.exercises h4').allTextContents(),
      article.answers.flatMap(({ recommendations }) => recommendations.map(({ exercise }) => exercise.name)),
    );
    await checkMarks(t, page, article);
    await checkAccess(t, page, 'the article');

    await page.getByRole('button', { name: 'Show in the text: Side plank' }).click();
    t.equal(await page.locator('mark:focus').textContent(), article.answers[2]?.recommendations[1]?.anchor.exact);
  });

  await t.test('words are marked across inline elements, blocks and overlaps, counted in code points', async (t) => {
    const { service, page } = await openExample(t, browser);
    const article = await readArticle(service, 'what-helps-a-sprained-ankle');
    await openArticle(page, article.title);
    await checkMarks(t, page, article);
    t.same(await page.locator('.answer h2').allTextContents(), ['The Ankle Clinic']);
    t.match(await page.getByRole('alert').allTextContents(), [/was due for review by .*2021/]);
    await checkAccess(t, page, 'the article due for review');
  });

  await t.test('without a network it opens, reads and searches, and says when the copy is too old', async (t) => {
    const { service, command, page, address } = await openExample(t, browser);
    const article = await readArticle(service, knee);
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await Promise.all([page.context().setOffline(true), service.vanish(), command.stop()]);

    await page.goto('about:blank');
    await page.goto(address);
    await page.getByRole('searchbox').fill('FOAM roll');
    await page.getByRole('heading', { name: 'Results for “FOAM roll”' }).waitFor();
    t.same(await page.locator('.articles strong').allTextContents(), [article.title]);
    t.equal(await page.getByRole('note', { name: 'Disclaimer' }).textContent(), article.disclaimer.text);
    await openArticle(page, article.title);
    await checkMarks(t, page, article);
    await page.getByText('No connection. Copy of').waitFor();
    t.same(await page.getByRole('alert').allTextContents(), []);

    await page.clock.setFixedTime(Date.now() + 31 * 86_400_000);
    await page.reload();
    await page.getByText('This copy is too old to rely on.').waitFor();
    t.equal(await page.getByRole('note', { name: 'Disclaimer' }).textContent(), article.disclaimer.text);
    await checkAccess(t, page, 'the copy that is too old');
  });

  await t.test('a recalled answer is hidden with the next check, in every tab, although the sync fails', async (t) => {
    const { service, page, address } = await openExample(t, browser);
    const { title } = await readArticle(service, knee);
    await openArticle(page, title);
    const other = await page.context().newPage();
    await other.goto(`${address}#/article/${knee}`);
    await other.getByText('Up to date').waitFor();
    const named = ['Wendy Batts', 'Brian Yee'];
    for (const tab of [page, other])
      t.same(await tab.locator('.answer h2').allTextContents(), [...named, 'No author named']);

    await withdraw(service.store, unattributed, { reason: 'safety' });
    await service.store.refresh();
    service.hold('/v1/sync');
    await check(page);
    for (const tab of [page, other]) {
      await tab.getByText('Advice was recalled for safety.').waitFor();
      await tab.getByText('Advice that was shown here was withdrawn.').waitFor();
      t.same(await tab.locator('.answer h2').allTextContents(), named);
      t.notMatch(await tab.locator('body').textContent(), /side-lying hip abduction/i);
    }
    await checkAccess(t, page, 'the article without the answer');
    t.equal(await page.getByRole('status').textContent(), 'Checking for updates…', 'the sync is not over');
    service.fail('/v1/sync');
    await page.getByText('The service cannot answer now.').waitFor();
    await page.getByRole('searchbox').fill('side-lying');
    await page.getByText('No article has all of these words.').waitFor();

    service.recover();
    await check(page);
    await page.getByText('revision 2.').waitFor();
    await page.getByText('Advice was recalled for safety.').waitFor({ state: 'detached' });
  });
});

t.test('the command serves the page and the API with the seed, until told to stop', async (t) => {
  const [port, apiPort] = [String(await findPort()), String(await findPort())];
  const command = await runExample(t, '--port', port, '--api-port', apiPort);
  const [page, api] = [addressIn(command, 'The page'), addressIn(command, 'The API')];
  t.same([page, api], [`http://127.0.0.1:${port}/`, `http://127.0.0.1:${apiPort}/v1`]);
  t.equal((await fetch(`${api}/questions/${knee}`)).status, 200);
  const answer = await fetch(page);
  t.match(answer.headers.get('content-security-policy'), `connect-src 'self' http://127.0.0.1:${apiPort};`);
  for (const [, name = ''] of (await answer.text()).matchAll(/(?:href|src)="([^"#]+)"/g))
    t.equal((await fetch(page + name)).status, 200, name);
  const { start_url, display, icons }: Manifest = JSON.parse(await (await fetch(`${page}manifest.webmanifest`)).text());
  t.same([new URL(start_url, page).href, display], [page, 'standalone']);
  for (const { src, sizes, type } of icons.filter(({ sizes }) => sizes !== 'any')) {
    const icon = await fetch(page + src);
    const bytes = Buffer.from(await icon.arrayBuffer());
    t.equal(icon.headers.get('content-type'), type);
    t.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, `${src} is as large as it is said to be`);
  }
  t.equal((await fetch(`${page}package.json`)).status, 404);
  t.equal((await fetch(page, { method: 'POST' })).status, 405);
  t.equal(await command.stop(), 0);
  for (const url of [page, api]) await t.rejects(fetch(url));
});
