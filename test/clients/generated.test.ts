import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';

const root = new URL('../../', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), 'utf8');
const examples = readdirSync(new URL('examples/clients', root)).filter((name) => name !== 'check.ts');

t.test('clients of three generators compile and read from the service what it says', async (t) => {
  const script = fileURLToPath(new URL('scripts/check-clients.mjs', root));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { encoding: 'utf8' }).catch(
    (error: { stdout: string; stderr: string }) => {
      t.comment(error.stderr);
      return error;
    },
  );
  const lines = stdout.trim().split('\n');
  for (const line of lines) t.match(line, /^ok - /, line);
  t.equal(lines.length, 4 + 5 * examples.length);
});

t.test('the clients that the README shows are the ones that were run', async (t) => {
  const section = /^## Generated clients$[\s\S]*?(?=^## )/m.exec(read('README.md'))?.[0] ?? '';
  const shown = [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const texts = examples.map((name) => read(`examples/clients/${name}`));
  t.equal(shown.length, examples.length);
  for (const code of shown)
    t.ok(
      texts.some((text) => text.includes(code)),
      code.slice(0, 60),
    );
});

t.test('the commands that the README shows make the clients, in the folder of the README', async (t) => {
  const section = /^## Generated clients$[\s\S]*?(?=^## )/m.exec(read('README.md'))?.[0] ?? '';
  const [, ...commands] =
    /^```sh\nmkdir -p generated\n([\s\S]*?)^```$/m.exec(section)?.[0].trim().split('\n').slice(1, -1) ?? [];
  t.equal(commands.length, examples.length);
  const folder = t.testdir({ generated: {}, openapi: { 'openapi.json': read('openapi/openapi.json') } });
  for (const command of commands) {
    const [npx, name = '', ...given] = command.split(' ');
    t.equal(npx, 'npx');
    const program = fileURLToPath(new URL(`node_modules/.bin/${name.replace(/^@.*\//, '')}`, root));
    await promisify(execFile)(process.execPath, [program, ...given], { cwd: folder });
  }
  t.same(readdirSync(`${folder}/generated`).sort(), ['hey-api', 'oazapfts.ts', 'openapi-typescript.ts']);
});
