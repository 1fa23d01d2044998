const list = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** What yargs says of a command line, in our words; `usage` is how the command is written. */
const words: readonly (readonly [theirs: RegExp, ours: (match: RegExpExecArray, usage: string) => string])[] = [
  [/^Not enough non-option arguments/, (_, usage) => `Something is missing: write \`${usage}\`.`],
  [
    /^Missing required arguments?: (.+)/,
    ([, names = '']) => `Something is missing: --${names.replaceAll(', ', ', --')}.`,
  ],
  [/^Not enough arguments following: (.+)/, ([, name]) => `--${name} is given without a value.`],
  [
    /^Invalid values:\s+Argument: (\S+), Given: "(.*)", Choices: (.+)/,
    ([, name, given, choices = '']) => `“${given}” is no ${name}: write ${list.format(JSON.parse(`[${choices}]`))}.`,
  ],
  [/^Did you mean (.+)\?/, ([, name]) => `There is no such command; did you mean ${name}?`],
];

export function toUsageWords(message: string, usage: string): string {
  for (const [theirs, ours] of words) {
    const match = theirs.exec(message);
    if (match) return ours(match, usage);
  }
  return message;
}
