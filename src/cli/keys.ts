import type { Argv } from 'yargs';
import { toTimestamp } from '../compose/timestamp.js';
import { createKey, type Issued, type IssueOptions, isLive, rotateKey } from '../keys/issue.js';
import { toPrefix } from '../keys/text.js';
import { type KeyScope, keyScopes } from '../schemas/scope.js';
import type { Key } from '../store/keys.js';
import { toTime } from './arguments.js';
import type { Named } from './commands.js';
import { CommandError, UsageError } from './failure.js';
import { print, printJson } from './output.js';
import { toMoment, toTable } from './text.js';
import { withKeys } from './with-store.js';

interface Asked {
  readonly name: string | undefined;
  readonly scope: readonly KeyScope[] | undefined;
  readonly expires: number | null | undefined;
  readonly json: boolean;
}

const actions = { create, list, rotate, revoke };

export function addKeys(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) =>
      command
        .positional('action', { choices: ['create', 'list', 'rotate', 'revoke'] as const, demandOption: true })
        .positional('name', { type: 'string', describe: 'The partner; to revoke, or the key or its beginning' })
        .options({
          scope: {
            choices: keyScopes,
            array: true,
            nargs: 1,
            requiresArg: true,
            describe: 'What the new key is for; may be repeated. All, or as before, when left out',
          },
          expires: {
            type: 'string',
            requiresArg: true,
            coerce: (text: string) => (text === 'never' ? null : toTime(text)),
            describe: 'When the new key ends: a day, an RFC 3339 time, or never; as before when left out',
          },
          json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
        }),
    ({ action, name, scope, expires, json }) => actions[action]({ name, scope, expires, json }),
  );
}

function create(asked: Asked): Promise<void> {
  const name = requirePartner(asked);
  return withKeys('write', async (keys) => tellIssued(await createKey(keys, name, toOptions(asked)), asked, ''));
}

function rotate(asked: Asked): Promise<void> {
  const name = requirePartner(asked);
  const hint = 'The key before goes on working: revoke it when the partner uses this one.\n';
  return withKeys('write', async (keys) => tellIssued(await rotateKey(keys, name, toOptions(asked)), asked, hint));
}

async function list(asked: Asked): Promise<void> {
  refuseOptions(asked, 'list');
  const listed = await withKeys('read', (keys) => keys.listKeys());
  const shown = listed.filter(({ partner }) => asked.name === undefined || partner === asked.name);
  const now = Date.now();
  if (asked.json) return printJson({ keys: shown.map((key) => toRecord(key, now)) });
  if (shown.length === 0) return print('There are no keys.\n');
  await print(
    toTable(
      ['PARTNER', 'KEY', 'SCOPES', 'STATE', 'CREATED', 'EXPIRES', 'LAST USED'],
      shown.map((key) => toRow(key, now)),
    ),
  );
}

async function revoke(asked: Asked): Promise<void> {
  refuseOptions(asked, 'revoke');
  if (!asked.name) throw new UsageError('Name the partner, or the key, to revoke.');
  // Whoever finds a key somewhere has all of it; no partner is called so, names have no underscore.
  const name = asked.name.startsWith('so_live_') ? toPrefix(asked.name) : asked.name;
  const now = Date.now();
  const revoked = await withKeys('write', (keys) => keys.revokeKeys(name, now));
  if (revoked.length === 0) throw new CommandError('refused', `${name} names no key that is not revoked already.`);
  if (asked.json) return printJson({ keys: revoked.map((key) => toRecord(key, now)) });
  await print(revoked.map(({ prefix, partner }) => `Revoked ${prefix} of ${partner}.\n`).join(''));
}

function requirePartner({ name, expires }: Asked): string {
  if (name === undefined || name.length > 64 || !/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(name)) {
    throw new UsageError('Name the partner: small letters, digits, and single dots or hyphens between, at most 64.');
  }
  if (expires != null && expires <= Date.now()) throw new UsageError('--expires lies in the past.');
  return name;
}

function refuseOptions({ scope, expires }: Asked, action: string): void {
  if (scope !== undefined || expires !== undefined) {
    throw new UsageError(`--scope and --expires are for create and rotate, not for ${action}.`);
  }
}

function toOptions({ scope, expires }: Asked): IssueOptions {
  return {
    scopes: scope && keyScopes.filter((known) => scope.includes(known)),
    expiresAt: expires,
    now: Date.now(),
  };
}

async function tellIssued({ text, key }: Issued, { json }: Asked, hint: string): Promise<void> {
  if (json) return printJson({ ...toRecord(key, key.createdAt), key: text });
  const { partner, scopes, expiresAt } = key;
  const end = expiresAt === null ? 'without an end' : `until ${toMoment(expiresAt)}`;
  await print(
    `${text}\nA key of ${partner} for ${scopes.join(' and ')}, ${end}. It is not kept, and never shown again.\n${hint}`,
  );
}

function toRow(key: Key, now: number): string[] {
  const { partner, prefix, scopes, createdAt, expiresAt, lastUsedAt } = key;
  const times = [createdAt, expiresAt, lastUsedAt].map((time) => (time === null ? 'never' : toMoment(time)));
  return [partner, prefix, scopes.join(' '), toState(key, now), ...times];
}

function toState(key: Key, now: number): 'live' | 'revoked' | 'expired' {
  if (isLive(key, now)) return 'live';
  return key.revokedAt === null ? 'expired' : 'revoked';
}

/** A key as JSON, times in RFC 3339 as the API has them. */
function toRecord(key: Key, now: number) {
  const { partner, prefix, scopes } = key;
  const toText = (time: number | null) => (time === null ? null : toTimestamp(time));
  return {
    partner,
    prefix,
    scopes,
    state: toState(key, now),
    createdAt: toText(key.createdAt),
    expiresAt: toText(key.expiresAt),
    revokedAt: toText(key.revokedAt),
    lastUsedAt: toText(key.lastUsedAt),
  };
}
