import { readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { nearestOf } from '../content/nearest.js';
import { refuseLooseOptions } from './arguments.js';
import { addCopy } from './copy.js';
import { addDiff } from './diff.js';
import { exitCodes } from './exit-codes.js';
import { addExport } from './export.js';
import { UsageError } from './failure.js';
import { addGenerate } from './generate.js';
import { addKeys } from './keys.js';
import { addMigrate } from './migrate.js';
import { addOpenapi } from './openapi.js';
import { addPrune } from './prune.js';
import { addPublish } from './publish.js';
import { addRevisions } from './revisions.js';
import { addServe } from './serve.js';
import { addSnapshot } from './snapshot.js';
import { addUsage } from './usage.js';
import { toUsageWords } from './usage-words.js';
import { addVerify } from './verify.js';
import { addWithdraw } from './withdraw.js';

/** The command line, in the order in which help shows it. */
function buildProgram(raw: readonly string[]): Argv {
  const program = yargs()
    .scriptName('second-opinion')
    .usage('$0 COMMAND\n\nExpert health answers as a headless REST content API.')
    .version(readVersion())
    .detectLocale(false)
    .exitProcess(false)
    .parserConfiguration({ 'boolean-negation': false, 'dot-notation': false, 'duplicate-arguments-array': true });
  const commands = [
    addServe,
    addMigrate,
    addPublish,
    addWithdraw,
    addExport,
    addRevisions,
    addDiff,
    addVerify,
    addSnapshot,
    addPrune,
    addCopy,
    addKeys,
    addUsage,
    addGenerate,
    addOpenapi,
  ];
  return commands
    .reduce((built, add) => add(built), program)
    .completion('completion', 'Print a completion script for the shell')
    .alias('help', 'h')
    .strict()
    .recommendCommands()
    .demandCommand(1, 'Name a command; --help lists them.')
    .check((parsed) => {
      refuseLooseOptions(raw, parsed);
      return true;
    })
    .epilogue(`Exit codes:\n${exitCodeLines()}\n\nSettings come from the environment; see .env.example.`)
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
}

/** Runs one command to its end. Rejects with what went wrong; `toFailure` says what that means. */
export async function run(raw: readonly string[]): Promise<void> {
  const uncaught = new Promise<never>((_, reject) => process.on('uncaughtException', reject));
  try {
    await Promise.race([buildProgram(raw).parseAsync(raw), uncaught]);
  } catch (error) {
    throw await toUsageError(error, raw);
  }
}

/** yargs' words for what it does not know, made ours, with the nearest option that exists. */
async function toUsageError(error: unknown, raw: readonly string[]): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  if (!(error instanceof UsageError || error.name === 'YError')) return error;
  const help = await readHelp(raw);
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(error.message)?.[1];
  if (unknown === undefined) return new UsageError(toUsageWords(error.message, help.split('\n', 1).join()));
  if (unknown === raw[0]) return new UsageError(`There is no command ${unknown}; --help lists them.`);
  const option = raw.find((argument) => argument.startsWith('-') && argument.includes(unknown));
  if (option === undefined) return new UsageError(`“${unknown}” is one argument too many.`);
  const nearest = nearestOf(`--${unknown}`, help.match(/--[a-z-]+/g) ?? []);
  const name = option.replace(/=.*$/s, '');
  return new UsageError(`There is no option ${name}${nearest === undefined ? '.' : `; did you mean ${nearest}?`}`);
}

/** The help of the command that was given. */
async function readHelp(raw: readonly string[]): Promise<string> {
  let help = '';
  await buildProgram([]).parseAsync([raw[0] ?? '', '--help'], {}, (_error, _parsed, output) => {
    help = output;
  });
  return help;
}

function exitCodeLines(): string {
  return Object.values(exitCodes)
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join('\n');
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
  return String(version);
}
