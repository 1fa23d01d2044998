import yargs, { type Argv } from 'yargs';
import { version } from '../package.js';
import { refuseLooseOptions } from './arguments.js';
import { commands } from './commands.js';
import { exitCodes } from './exit-codes.js';
import { UsageError } from './failure.js';
import { toUsageWords } from './usage-words.js';

/** The command line. Of a command that is not among the words nothing is loaded: help needs no more than its name and purpose. */
async function buildProgram(raw: readonly string[], words = raw): Promise<Argv> {
  let program = yargs()
    .scriptName('second-opinion')
    .usage('$0 COMMAND\n\nExpert health answers as a headless REST content API.')
    .version(version)
    .detectLocale(false)
    .exitProcess(false)
    .parserConfiguration({ 'boolean-negation': false, 'dot-notation': false, 'duplicate-arguments-array': true });
  for (const [usage, purpose, load] of commands) {
    const isNamed = words.includes(usage.replace(/ .*/, ''));
    program = isNamed ? (await load())(program, usage, purpose) : program.command(usage, purpose);
  }
  return program
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
    const program = await buildProgram(raw);
    await Promise.race([program.parseAsync(raw), uncaught]);
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
  const { nearestOf } = await import('../content/nearest.js');
  const nearest = nearestOf(`--${unknown}`, help.match(/--[a-z-]+/g) ?? []);
  const name = option.replace(/=.*$/s, '');
  return new UsageError(`There is no option ${name}${nearest === undefined ? '.' : `; did you mean ${nearest}?`}`);
}

/** The help of the command that was given. */
async function readHelp(raw: readonly string[]): Promise<string> {
  let help = '';
  const words = [raw[0] ?? '', '--help'];
  const program = await buildProgram([], words);
  await program.parseAsync(words, {}, (_error, _parsed, output) => {
    help = output;
  });
  return help;
}

function exitCodeLines(): string {
  return Object.values(exitCodes)
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join('\n');
}
