import type { Argv } from 'yargs';
import { print } from './output.js';

export function addOpenapi(program: Argv): Argv {
  return program.command(
    'openapi',
    'Print the OpenAPI document of the API; needs no database',
    (command) => command.option('yaml', { type: 'boolean', default: false, describe: 'As YAML instead of JSON' }),
    async ({ yaml }) => {
      const { documentText } = await import('./document.js');
      await print(await documentText(yaml));
    },
  );
}
