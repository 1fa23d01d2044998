import type { Argv } from 'yargs';
import { print } from './output.js';
import { toHeadline } from './revisions.js';
import { withStore } from './with-store.js';

export function addMigrate(program: Argv): Argv {
  return program.command(
    'migrate',
    'Make the database, or bring its schema up to date',
    (command) => command,
    () => withStore('migrate', async (store) => print(`The schema is up to date. ${toHeadline(store.latest())}`)),
  );
}
