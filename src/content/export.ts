import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { makeFolder } from '../folder.js';
import type { SourceRecord } from '../schemas/source.js';
import type { Store, StoredVersion } from '../store/store.js';
import { FaultsError } from './faults.js';
import { findLive, listLiveOf, parseResource } from './live.js';
import { fileFault } from './source-text.js';
import { type PublishedAnswer, toSourceQuestion, toSourceRecord } from './to-source.js';
import { toNdjsonLine, toSourceFile } from './write-source.js';

type ExportStore = Pick<Store, 'listLive' | 'horizon'>;

/**
 * What is live at a revision, as records in a fixed order; the same content gives the same records. An answer that was erased
 * for safety since is left out of its question.
 */
export async function* listSourceRecords(store: ExportStore, at: number): AsyncGenerator<SourceRecord> {
  for (const type of ['disclaimer', 'topic', 'author', 'exercise'] as const) {
    for await (const version of listLiveOf(store, type, at)) yield toSourceRecord(parseResource(type, bodyOf(version)));
  }
  for await (const version of listLiveOf(store, 'question', at)) {
    const question = parseResource('question', bodyOf(version));
    const answers: PublishedAnswer[] = [];
    for (const id of question.answers) {
      const answer = await findAnswer(store, id, at);
      if (answer !== undefined) answers.push(answer);
    }
    yield toSourceQuestion(question, answers);
  }
}

/** Writes a folder in the source format; gives the number of files. Refuses a folder that has anything in it: `FaultsError`. */
export async function exportFolder(store: ExportStore, at: number, folder: string): Promise<number> {
  makeFolder(folder);
  if ((await readdir(folder)).length > 0) {
    throw new FaultsError([
      fileFault(
        folder,
        null,
        'not-empty',
        'This folder is not empty: name a new one, so that old files are not taken for exported ones.',
      ),
    ]);
  }
  let files = 0;
  for await (const record of listSourceRecords(store, at)) {
    const { path, text } = toSourceFile(record);
    makeFolder(dirname(join(folder, path)));
    await writeFile(join(folder, path), text, { flag: 'wx' });
    files += 1;
  }
  return files;
}

/** Writes NDJSON, one record a line, and waits for whoever reads it; gives the number of records. The stream stays open. */
export async function exportNdjson(store: ExportStore, at: number, stream: Writable): Promise<number> {
  let records = 0;
  const closed = new AbortController();
  const broken = finished(stream, { signal: closed.signal, readable: false });
  broken.catch(() => undefined);
  try {
    for await (const record of listSourceRecords(store, at)) {
      if (!stream.write(toNdjsonLine(record)))
        await Promise.race([once(stream, 'drain', { signal: closed.signal }), broken]);
      records += 1;
    }
    if (stream.errored !== null) throw stream.errored;
  } finally {
    closed.abort();
  }
  return records;
}

async function findAnswer(store: ExportStore, id: string, at: number): Promise<PublishedAnswer | undefined> {
  const version = await findLive(store, { type: 'answer', id }, at);
  if (version === undefined && at < store.horizon().erased) return undefined;
  if (version === undefined || version.source === null) throw new Error(`answer/${id} cannot be exported: run verify.`);
  return { answer: parseResource('answer', bodyOf(version)), source: version.source };
}

function bodyOf({ type, id, body }: StoredVersion): string {
  if (body === null) throw new Error(`${type}/${id} cannot be exported: run verify.`);
  return body;
}
