import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packedChromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import type { Test } from 'tap';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

const args = [
  // As root there is no sandbox; the pages are this service's own.
  ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/**
 * A headless Chromium, the system's or else the one from npm; closed when the test ends. undefined, and the test is marked
 * as skipped with the reason, where neither runs.
 */
export async function openBrowser(t: Test): Promise<Browser | undefined> {
  const reasons: string[] = [];
  for (const find of [findInstalled, () => unpack(t)]) {
    try {
      const executablePath = await find();
      if (executablePath === undefined) continue;
      const browser = await chromium.launch({ executablePath, headless: true, args });
      t.teardown(() => browser.close());
      return browser;
    } catch (error) {
      reasons.push(String(error).slice(0, 300));
    }
  }
  t.comment(`NO BROWSER RUNS HERE: ${reasons.join('; ')}`);
  t.pass('no browser runs here', { skip: 'no Chromium could be started' });
  return undefined;
}

async function findInstalled(): Promise<string | undefined> {
  return installed.find((path) => existsSync(path));
}

/** The package unpacks into the temporary folder as it finds it: one of our own, so that no other process is unpacking there. */
async function unpack(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'second-opinion-chromium-'));
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    return await packedChromium.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
