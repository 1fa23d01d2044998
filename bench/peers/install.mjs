import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../process.mjs';

export const folderOf = (peer) => fileURLToPath(new URL(`${peer}/`, import.meta.url));

/**
 * Installs a product as its lock file says, once, and builds those of its parts that must be compiled, for the Node.js that it
 * runs on: `compile` names for each the file that shows that it was.
 */
export async function install(peer, { compile = {}, findNode = () => process.execPath, tell }) {
  const folder = folderOf(peer);
  const installed = join(folder, 'node_modules/.package-lock.json');
  const names = Object.keys(compile);
  const built = names.map((name) => join(folder, 'node_modules', name, compile[name]));
  if (!existsSync(installed)) {
    tell(`installing ${peer}`);
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {}, { cwd: folder });
  }
  const node = findNode(folder);
  if (!built.every((path) => existsSync(path))) {
    tell(`compiling ${names.join(', ')} for ${peer}, which takes minutes`);
    // Headers that came with a Node.js are found there; node-gyp fetches them otherwise.
    const home = dirname(dirname(node));
    const hasHeaders = existsSync(join(home, 'include/node/node.h'));
    const env = { PATH: `${dirname(node)}:${process.env.PATH}`, ...(hasHeaders && { npm_config_nodedir: home }) };
    await run('npm', ['rebuild', ...names], env, { cwd: folder });
  }
  return { folder, node };
}

export const readVersion = (folder, name) =>
  JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
