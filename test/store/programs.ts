import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const parts = ['src/store', 'src/content', 'src/search', 'src/schemas', 'test/store'];

/** Compiles the store and its test programs into a folder inside the project, so that a process of one starts at once; gives the publisher. */
export function compilePublisher(folder: string): string {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, module: 'ESNext', moduleResolution: 'Bundler', sourceMap: false },
    root,
  );
  const listed = parts.flatMap((part) =>
    readdirSync(join(root, part), { recursive: true, encoding: 'utf8' }).map((name) => join(part, name)),
  );
  for (const name of [...listed, 'src/folder.ts', 'src/package.ts']) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const file = join(root, name);
    const target = join(folder, name.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: options,
    });
    writeFileSync(target, outputText);
  }
  cpSync(join(root, 'migrations'), join(folder, 'migrations'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  return join(folder, 'test/store/publisher.js');
}
