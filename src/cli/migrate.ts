import type { Argv } from 'yargs';
import type { Named } from './commands.js';
import { print } from './output.js';
import { toHeadline } from './revisions.js';
import { withStore } from './with-store.js';

export function addMigrate(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) => command,
    () => withStore('migrate', async (store) => print(`The schema is up to date. ${toHeadline(store.latest())}`)),
  );
}
