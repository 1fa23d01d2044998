import { setting } from './setting.js';
import { whole } from './value.js';

/** What is kept, for how long and where. */
export const keepingSettings = {
  RETENTION_DAYS: setting({
    initial: '90',
    meaning: 'Keep every revision readable that was the latest within so many days.',
    expects: 'a whole number from 0 to 36500',
    read: whole(0, 36_500),
  }),
  RETENTION_REVISIONS: setting({
    initial: '1000',
    meaning: 'Keep so many of the last revisions readable, however old they are.',
    expects: 'a whole number from 1 to 1000000000',
    read: whole(1, 1_000_000_000),
  }),
  USAGE_DAYS: setting({
    initial: '400',
    meaning: 'Keep for so many days what was asked for, by key and route.',
    expects: 'a whole number from 1 to 36500',
    read: whole(1, 36_500),
  }),
  SNAPSHOT_DIR: setting({
    initial: '',
    meaning:
      'The folder of the snapshots, for this database alone. The path of the database and `-snapshots` when empty; of PostgreSQL, in ./data.',
    expects: 'the path of a folder',
    read: (text) => text,
  }),
  SNAPSHOT_SECONDS: setting({
    initial: '10',
    meaning: 'How long after a publish `serve` builds a snapshot, if no other follows; `off` builds none.',
    expects: '`off` or a whole number from 0 to 86400',
    read: (text): number | 'off' | undefined => (text === 'off' ? text : whole(0, 86_400)(text)),
  }),
} as const;
