import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import t from 'tap';
import ts from 'typescript';

const client = new URL('../../src/client/index.ts', import.meta.url);
const packages = ['@noble/hashes/sha2.js', 'canonicalize', 'openapi-fetch'];

/** What a module imports when it runs: the compiler's own output, so that types do not count. */
async function importsOf(file: URL): Promise<string[]> {
  const source = await readFile(file, 'utf8');
  const module = ts.ModuleKind.ESNext;
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module, verbatimModuleSyntax: true } });
  return ts.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName);
}

async function walk(file: URL, seen = new Map<string, readonly string[]>()): Promise<Map<string, readonly string[]>> {
  if (seen.has(file.href)) return seen;
  const imports = await importsOf(file);
  seen.set(file.href, imports);
  for (const name of imports) {
    const target = name.startsWith('.') ? new URL(name.replace(/\.js$/, '.ts'), file) : undefined;
    if (target !== undefined) await walk(target, seen);
  }
  return seen;
}

t.test('the client reaches nothing of Node or of the server, and three packages only', async (t) => {
  const modules = await walk(client);
  const bare = [...modules.values()].flat().filter((name) => !name.startsWith('.'));
  t.same([...new Set(bare)].sort(), packages);
  const outside = [...modules.keys()].filter((href) => !/\/src\/(?:client|compose)\//.test(href));
  t.same(outside, []);
});

t.test('nor do those packages, as a browser loads them', async (t) => {
  for (const name of packages) {
    const seen = new Set<string>();
    const queue = [import.meta.resolve(name)];
    for (let href = queue.pop(); href !== undefined; href = queue.pop()) {
      if (seen.has(href)) continue;
      seen.add(href);
      const imports = ts.preProcessFile(await readFile(new URL(href), 'utf8'), true, true).importedFiles;
      for (const { fileName } of imports) {
        t.notOk(fileName.startsWith('node:') || builtinModules.includes(fileName), `${name} imports ${fileName}`);
        if (fileName.startsWith('.')) queue.push(new URL(fileName, href).href);
      }
    }
  }
});
