import type { Argv } from 'yargs';
import type { Named } from './commands.js';
import { print } from './output.js';

export function addOpenapi(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) => command.option('yaml', { type: 'boolean', default: false, describe: 'As YAML instead of JSON' }),
    async ({ yaml }) => {
      const { documentText } = await import('./document.js');
      await print(await documentText(yaml));
    },
  );
}
