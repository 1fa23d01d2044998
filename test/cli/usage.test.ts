import t from 'tap';
import { exitCodes } from '../../src/cli/exit-codes.js';
import { failed, openFolder, succeeded } from './command.js';

t.test('help lists every command and every exit code', async (t) => {
  const ended = await openFolder(t).run(['--help']);
  succeeded(t, ended);
  for (const { code, meaning } of Object.values(exitCodes)) {
    t.ok(ended.stdout.replace(/\s+/g, ' ').includes(`${code} ${meaning}`), meaning);
  }
  const commands = [...ended.stdout.matchAll(/^ {2}second-opinion ([a-z]+)/gm)].map(([, name]) => name);
  t.same(commands, [
    'serve',
    'migrate',
    'publish',
    'withdraw',
    'export',
    'revisions',
    'diff',
    'verify',
    'snapshot',
    'prune',
    'copy',
    'keys',
    'usage',
    'generate',
    'openapi',
    'completion',
  ]);
});

t.test('the version is that of the package', async (t) => {
  const ended = await openFolder(t).run(['--version']);
  succeeded(t, ended);
  t.match(ended.stdout, /^\d+\.\d+\.\d+\n$/);
});

t.test('completion prints a script, and completes commands and options', async (t) => {
  const { run } = openFolder(t);
  const script = await run(['completion']);
  succeeded(t, script);
  t.match(script.stdout, /second-opinion/);
  const options = await run(['--get-yargs-completions', 'second-opinion', 'publish', '--']);
  t.match(options.stdout, /--dry-run/);
});

const wrong: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
  [[], /Name a command/],
  [['publsh', 'x'], /There is no such command; did you mean publish\?/],
  [['frobnicate'], /There is no command frobnicate/],
  [['serve', '--port=3'], /There is no option --port\./],
  [['publish'], /Something is missing: write `second-opinion publish <path>`\./],
  [['publish', '-'], /`publish` does not read standard input: write the records to a file that ends in \.ndjson/],
  [['publish', 'a', 'b'], /“b” is one argument too many/],
  [['publish', 'a', '--dry-rn'], /There is no option --dry-rn; did you mean --dry-run\?/],
  [['publish', 'a', '--zzzzzzzz'], /There is no option --zzzzzzzz/],
  [['publish', 'a', '-x'], /There is no option -x/],
  [['publish', 'a', '--no-dry-run'], /There is no option --no-dry-run/],
  [['publish', 'a', '--dry-run=yes'], /--dry-run takes no value/],
  [['publish', 'a', '--note', 'one', '--note', 'two'], /--note is given twice/],
  [['publish', 'a', '--note'], /--note is given without a value/],
  [['diff', '1e1', '2'], /“1e1” is not the number of a revision/],
  [['diff', '1'], /Something is missing: write `second-opinion diff <from> <to>`\./],
  [['revisions', '--limit', '0'], /“0” is no number of things/],
  [['keys', 'mint'], /“mint” is no action: write create, list, rotate or revoke\./],
  [['copy'], /Something is missing: --from, --to\./],
  [['export', '--revision', '05'], /“05” is not the number of a revision/],
  [['export', '--format', 'xml'], /“xml” is no format: write folder or ndjson\./],
  [['export', '--format', 'folder'], /PATH/],
  [['withdraw', 'knee', '--reason', 'safety'], /“knee” names no resource/],
  [['withdraw', 'poem/knee', '--reason', 'safety'], /“poem\/knee” names no resource/],
  [['withdraw', 'answer/knee'], /Something is missing: --reason\./],
  [
    ['withdraw', 'answer/knee', '--reason', 'boredom'],
    /“boredom” is no reason: write unpublished, merged, retracted or safety\./,
  ],
];

for (const [args, sentence] of wrong) {
  t.test(`\`${args.join(' ')}\` is refused`, async (t) => {
    const ended = await openFolder(t).run(args);
    failed(t, ended, 2, sentence);
    t.equal(ended.stdout, '');
  });
}

t.test('every bad setting is named', async (t) => {
  const ended = await openFolder(t).run(['serve'], { PORT: '99999', LOG_LEVEL: 'loud' });
  failed(t, ended, 2, /PORT must be .*\n {2}LOG_LEVEL must be /);
  const twiceRead = await openFolder(t).run(['serve'], { DATABASE_URL: 'mysql://localhost/content' });
  failed(t, twiceRead, 2, /^second-opinion: DATABASE_URL must be [^\n]+\n$/);
});

t.test('with --json a fault of usage is a document too', async (t) => {
  const ended = await openFolder(t).run(['revisions', '--limit', 'x', '--json']);
  failed(t, ended, 2, /“x”/);
  t.match(JSON.parse(ended.stdout), { error: { exit: 'usage', code: 2, detail: /“x”/, faults: [] } });
});
