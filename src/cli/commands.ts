import type { Argv } from 'yargs';

/** What help says of a command: how it is written, and what it does. */
export type Named = readonly [usage: string, purpose: string];

type Add = (program: Argv, ...named: Named) => Argv;

/** The commands, in the order in which help shows them. What a command is made of is loaded when it is named. */
export const commands: readonly (readonly [...named: Named, load: () => Promise<Add>])[] = [
  ['serve', 'Serve the API until told to stop', async () => (await import('./serve.js')).addServe],
  [
    'migrate',
    'Make the database, or bring its schema up to date',
    async () => (await import('./migrate.js')).addMigrate,
  ],
  [
    'publish <path>',
    'Publish a source as one revision, or refuse it whole',
    async () => (await import('./publish.js')).addPublish,
  ],
  [
    'withdraw <resource>',
    'Withdraw one resource; a question takes its answers with it',
    async () => (await import('./withdraw.js')).addWithdraw,
  ],
  [
    'export [path]',
    'Write what is published in the source format',
    async () => (await import('./export.js')).addExport,
  ],
  ['revisions', 'List what was published, newest first', async () => (await import('./revisions.js')).addRevisions],
  ['diff <from> <to>', 'Show what changed between two revisions', async () => (await import('./diff.js')).addDiff],
  [
    'verify',
    'Recompute all that is stored; name what does not agree',
    async () => (await import('./verify.js')).addVerify,
  ],
  [
    'snapshot',
    'Build the files that copies begin with, of the latest revision',
    async () => (await import('./snapshot.js')).addSnapshot,
  ],
  [
    'prune',
    'Remove superseded versions, and usage, that need not be kept any more',
    async () => (await import('./prune.js')).addPrune,
  ],
  [
    'copy',
    'Copy a database with its whole history into another, of either engine',
    async () => (await import('./copy.js')).addCopy,
  ],
  [
    'keys <action> [name]',
    'Create, list, rotate or revoke the keys of partners',
    async () => (await import('./keys.js')).addKeys,
  ],
  ['usage', 'Show what was asked for, by day, key and route', async () => (await import('./usage.js')).addUsage],
  [
    'generate',
    'Make up a content set of any size, to try things out with',
    async () => (await import('./generate.js')).addGenerate,
  ],
  [
    'openapi',
    'Print the OpenAPI document of the API; needs no database',
    async () => (await import('./openapi.js')).addOpenapi,
  ],
];
