import { join } from 'node:path';
import type { Test } from 'tap';
import { type OpenAppOptions, type OpenedApp, openApp } from './app.js';
import { writeQuestions } from './source.js';

/** The service with some made-up questions, as revision 1. */
export function openQuestions(t: Test, count: number, options: OpenAppOptions = {}): Promise<OpenedApp> {
  const folder = t.testdir({ 'source.ndjson': writeQuestions(count) });
  return openApp(t, { ...options, folder, publish: join(folder, 'source.ndjson') });
}
