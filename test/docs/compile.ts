import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';

const types = fileURLToPath(new URL('../../src/client/openapi.ts', import.meta.url));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
};

/**
 * Compiles modules under `tsc --strict`, beside the types made of the document, into a folder within this package. Gives the faults;
 * `run` then runs one, with what is added to the environment, and gives what it printed.
 */
export function compile(folder: string, modules: Readonly<Record<string, string>>) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(types, join(folder, 'second-opinion.ts'));
  const files = Object.entries(modules).map(([name, text]) => {
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, text);
    return file;
  });
  const program = ts.createProgram(files, options);
  const faults = [...ts.getPreEmitDiagnostics(program)].map(
    ({ file, messageText }) =>
      `${file?.fileName.slice(folder.length)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
  program.emit();
  return {
    faults,
    run: async (name: string, added: Readonly<Record<string, string>> = {}) => {
      const env = { ...process.env, ...added };
      return (await promisify(execFile)(process.execPath, [join(folder, `${name}.js`)], { env })).stdout;
    },
  };
}
