import { ConfigError, readConfig } from '../config.js';
import { type Fault, FaultsError } from '../content/faults.js';
import { KeyError } from '../keys/issue.js';
import { SnapshotError } from '../snapshot/errors.js';
import { StaleDraftError, StoreError } from '../store/errors.js';
import { WorkerError } from '../workers/errors.js';
import { type ExitName, exitCodes } from './exit-codes.js';
import { toFaultLines } from './faults.js';
import { toPlain } from './text.js';

interface CommandErrorOptions extends ErrorOptions {
  /** The command has printed its document already: with `--json` there is no other. */
  readonly answered?: boolean;
}

/** A command that cannot end well, and the code it ends with. `message` is one sentence for a person. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  constructor(
    readonly exit: ExitName,
    message: string,
    options: CommandErrorOptions = {},
  ) {
    super(message, options);
    this.answered = options.answered ?? false;
  }

  readonly answered: boolean;
}

/** The command line itself is wrong. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
  constructor(message: string) {
    super('usage', message);
  }
}

interface Failure {
  readonly exit: ExitName;
  readonly sentence: string;
  readonly faults: readonly Fault[];
}

const storeExits = {
  busy: 'busy',
  full: 'storage',
  readonly: 'storage',
  corrupt: 'database',
  'newer-schema': 'database',
  'older-schema': 'database',
  'cannot-open': 'database',
  unavailable: 'database',
  replaced: 'database',
} as const satisfies Record<StoreError['code'], ExitName>;

const systemExits: Readonly<Record<string, readonly [ExitName, string]>> = {
  ENOSPC: ['storage', 'The disk is full.'],
  EDQUOT: ['storage', 'The quota of the disk is used up.'],
  EFBIG: ['storage', 'The file would be larger than is allowed.'],
  EROFS: ['storage', 'The disk is read-only.'],
  EACCES: ['storage', 'The permission is missing.'],
  EPERM: ['storage', 'The permission is missing.'],
  ENOTDIR: ['usage', 'A part of the path is not a folder.'],
  ENOENT: ['usage', 'There is no such file or folder.'],
  EISDIR: ['usage', 'It is a folder, not a file.'],
  EEXIST: ['usage', 'It exists already.'],
};

/** What an error means to whoever ran the command. */
export function toFailure(error: unknown): Failure {
  if (error instanceof CommandError) return { exit: error.exit, sentence: error.message, faults: [] };
  if (error instanceof ConfigError) return { exit: 'usage', sentence: error.message, faults: [] };
  if (error instanceof StaleDraftError) return { exit: 'busy', sentence: error.message, faults: [] };
  if (error instanceof KeyError) return { exit: 'refused', sentence: error.message, faults: [] };
  if (error instanceof SnapshotError) {
    return { exit: error.code === 'nothing' ? 'refused' : 'busy', sentence: error.message, faults: [] };
  }
  if (error instanceof WorkerError) return { exit: toExitName(error.exit), sentence: error.message, faults: [] };
  if (error instanceof FaultsError) {
    return { exit: 'refused', sentence: error.outcome, faults: error.faults };
  }
  if (error instanceof StoreError) {
    const hint = error.code === 'older-schema' ? ' Run `second-opinion migrate`.' : '';
    return { exit: storeExits[error.code], sentence: `${error.message}${hint}`, faults: [] };
  }
  if (error instanceof Error) {
    const [exit, reason] = systemExits['code' in error ? String(error.code) : ''] ?? [];
    if (exit !== undefined && reason !== undefined) {
      const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : '';
      return { exit, sentence: `${path}${reason}`, faults: [] };
    }
  }
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return { exit: 'unexpected', sentence: `Unexpected: ${line} (LOG_LEVEL=debug shows where.)`, faults: [] };
}

/** A worker of another release may know a code that is not known here. */
function toExitName(text: string): ExitName {
  return isExitName(text) ? text : 'unexpected';
}

const isExitName = (text: string): text is ExitName => Object.hasOwn(exitCodes, text);

/** Tells of a failure, on standard error for people and with `json` also on standard output; gives the exit code. */
export function report(error: unknown, json: boolean): number {
  const { exit, sentence, faults } = toFailure(error);
  const { code } = exitCodes[exit];
  const answered = error instanceof CommandError && error.answered;
  if (json && !answered)
    process.stdout.write(`${JSON.stringify({ error: { exit, code, detail: sentence, faults } })}\n`);
  if (!json) process.stderr.write(toFaultLines(faults));
  process.stderr.write(`second-opinion: ${sentence.split('\n').map(toPlain).join('\n  ')}\n`);
  if (wantsStack() && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return code;
}

function wantsStack(): boolean {
  try {
    return ['debug', 'trace'].includes(readConfig().logLevel);
  } catch {
    return false;
  }
}
