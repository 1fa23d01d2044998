import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** What the figures were made on, in general words: no name of a host, no path. */
export function describeMachine() {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const model = cpus()[0]?.model.trim() || 'an unknown processor';
  const day = new Date().toISOString().slice(0, 10);
  return `${day}: ${availableParallelism()} cores of ${model}, ${memory}, ${findSystem()}, Node.js ${process.version}`;
}

function findSystem() {
  try {
    const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    return `${name ?? 'Linux'} ${process.arch}`;
  } catch {
    return `${process.platform} ${process.arch}`;
  }
}
