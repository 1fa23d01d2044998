// `npm run bench`: this project against the ceiling, in one run. `--peers` measures other products, `--scale` large sets.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureReadPath, scenarios } from './read-path.mjs';

const usage = `npm run bench -- [options]

  --peers            against Directus, Strapi and json-server, which it installs first
  --postgres         PostgreSQL with replicas, of its own servers, against SQLite and against \`pg\` alone
  --scale            what a million articles cost, with options of its own; comes first, and takes long
  --only NAMES       of ${Object.keys(scenarios).join(', ')}; separated by commas
  --questions N      how many questions are generated, 10000 when left out
  --database FILE    measure this database instead
  --rounds N         how often each server has its turn, 7 when left out
  --seconds N        how long a turn is, 2 when left out
  --out FOLDER       where the results go, bench/results when left out
`;

function toWhole(name, text) {
  const value = Number(text);
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name} must be a whole number from 1.`);
  return value;
}

function readArguments() {
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: {
      ...{ peers: { type: 'boolean' }, postgres: { type: 'boolean' }, help: { type: 'boolean' } },
      ...{ only: text, database: text, out: text },
      questions: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '2' },
    },
  });
  const names = values.only?.split(',') ?? Object.keys(scenarios);
  const unknown = names.find((name) => !Object.hasOwn(scenarios, name));
  if (unknown !== undefined)
    throw new Error(`--only knows no “${unknown}”: name any of ${Object.keys(scenarios).join(', ')}.`);
  return {
    ...{ isPeers: values.peers, isPostgres: values.postgres, isHelp: values.help, names, database: values.database },
    questions: toWhole('questions', values.questions),
    rounds: toWhole('rounds', values.rounds),
    seconds: toWhole('seconds', values.seconds),
    folder: makeFolder(values.out ?? fileURLToPath(new URL('results', import.meta.url))),
  };
}

/** Now rather than when the results are there, which takes minutes. */
function makeFolder(folder) {
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The large sets have a program and options of their own. */
function runScale(args) {
  const script = fileURLToPath(new URL('scale/run.mjs', import.meta.url));
  process.exitCode = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' }).status ?? 1;
}

async function runHere() {
  const given = readArguments();
  if (given.isHelp) console.log(usage);
  else if (given.isPeers) console.log(await (await import('./peers/run.mjs')).measurePeers(given));
  else if (given.isPostgres) console.log(await (await import('./postgres/run.mjs')).measurePostgres(given));
  else console.log(await measureReadPath(given));
}

try {
  const args = process.argv.slice(2);
  if (args[0] === '--scale') runScale(args.slice(1));
  else await runHere();
} catch (error) {
  console.error(process.env.DEBUG ? error : `bench: ${error.message}`);
  process.exitCode = 1;
}
