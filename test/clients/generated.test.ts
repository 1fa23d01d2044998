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
