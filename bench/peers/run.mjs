// This project against other products: the same article, nested, by one request from each, by turns in one run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generator, load } from '../load/load.mjs';
import { describeMachine } from '../machine.mjs';
import { ask, askUntilRight, readMemory } from '../process.mjs';
import { toPeersPage } from '../report-peers.mjs';
import { callerHeaders, startSecondOpinion } from '../servers/second-opinion.mjs';
import { quantile } from '../statistics.mjs';
import { createPatience, measureByTurns, toRatio } from '../turns.mjs';
import { readArticles, requireEquivalent } from './content.mjs';
import { startDirectus } from './directus.mjs';
import { startJsonServer } from './json-server.mjs';
import { startStrapi } from './strapi.mjs';

const PATIENCE_SECONDS = 60;
const LIST = 20;
/** Some need a second for 64 answers, and rounds of several seconds. */
const LONGER = 3;
const WARMING = 100;
const headers = { ...callerHeaders, 'Accept-Encoding': 'identity' };
const perSecond = ({ requests, seconds }) => requests / seconds;

/** What is to be reached against a product, by the beginning of its name. */
const bars = { Directus: { atLeast: 300 }, Strapi: { atLeast: 300 } };

const ownName = 'Second Opinion';

/** Installs and measures all of them, and writes `peers.md` into a folder. One that cannot be run is named, with the reason. */
export async function measurePeers({ rounds, seconds, folder }) {
  const tell = (text) => process.stderr.write(`${text}\n`);
  const temporary = mkdtempSync(join(tmpdir(), 'bench-peers-'));
  const { database, articles } = await readArticles(tell);
  const peers = [];
  const failures = [];
  const sides = {};
  try {
    const own = await startSecondOpinion(database);
    sides[ownName] = {
      ...own,
      article: `/v1/questions/${articles[0].slug}`,
      list: `/v1/questions?view=full&limit=${LIST}`,
    };
    for (const [name, start] of Object.entries({
      Directus: startDirectus,
      Strapi: startStrapi,
      'json-server': startJsonServer,
    })) {
      try {
        tell(`starting ${name}`);
        const peer = await start({ articles, temporary, tell });
        peers.push(peer);
        for (const variant of peer.variants)
          sides[variant.note ? `${peer.name}, ${variant.note}` : peer.name] = variant;
      } catch (error) {
        failures.push(`${name} could not be run: ${error.message}`);
      }
    }
    const tables = [];
    for (const kind of ['article', 'list'])
      tables.push(await measureKind(kind, sides, { articles, rounds, seconds, tell }));
    const page = toPeersPage({
      tables,
      peers,
      failures,
      generator,
      seconds: seconds * LONGER,
      machine: describeMachine(),
    });
    writeFileSync(join(folder, 'peers.md'), page);
    return page;
  } finally {
    await Promise.all(Object.values(sides).map(({ stop }) => stop()));
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function measureKind(kind, sides, { articles, rounds, seconds, tell }) {
  const bytes = {};
  for (const [name, side] of Object.entries(sides)) {
    tell(`${kind}: ${name}`);
    const { body } = await askUntilRight(`${side.url}${side[kind]}`, headers);
    if (kind === 'article') requireEquivalent(name, body.toString(), articles.slice(0, 1));
    else requireLength(name, JSON.parse(body.toString()));
    bytes[name] = body.length;
  }
  const measure = async (side) => {
    const loaded = await load({
      url: `${side.url}${side[kind]}`,
      headers,
      seconds: seconds * LONGER,
      mayFail: side !== sides[ownName],
    });
    return { ...loaded, memory: readMemory(side.pid) };
  };
  for (const side of Object.values(sides))
    for (let count = 0; count < WARMING; count += 1) await ask(`${side.url}${side[kind]}`, headers);
  const others = Object.keys(sides).filter((name) => name !== ownName);
  const isNoisy = (measured) => others.some((name) => toRatio(measured, ownName, name, perSecond).isNoisy);
  const patience = createPatience(PATIENCE_SECONDS);
  const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
  const median = (name, read) => quantile(measured[name].map(read), 0.5);
  const rows = Object.keys(sides).map((name) => ({
    ...{ name, bytes: bytes[name], perSecond: median(name, perSecond), memory: median(name, (one) => one.memory) },
    p50: median(name, (one) => one.p50),
    failed: measured[name].reduce((sum, { errors }) => sum + errors, 0),
    ratio: name === ownName ? undefined : toRatio(measured, ownName, name, perSecond),
    bar: kind === 'article' ? bars[name.split(' ')[0]] : undefined,
  }));
  return { title: kind === 'article' ? 'An article, nested' : `A list of ${LIST} articles, nested`, rows };
}

function requireLength(name, body) {
  const { length } = Array.isArray(body) ? body : body.data;
  if (length !== LIST) throw new Error(`${name} answers with a list of ${length}.`);
}
