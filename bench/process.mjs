import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_MILLISECONDS = 120_000;
const TICKS_PER_SECOND = 100;

/** Runs a command to its end; gives what it printed. Its failure is an error with what it complained of. */
export function run(command, args, env = {}, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, complaints] = [[], []];
    child.stdout.on('data', (part) => output.push(part));
    child.stderr.on('data', (part) => complaints.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString());
      else
        reject(
          new Error(`${command} ${args[0]} ended with ${code}: ${Buffer.concat(complaints).toString().slice(-2000)}`),
        );
    });
  });
}

/** A port that is free now. */
export function findPort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks once; gives status, headers as they were written, and bytes. */
export function ask(url, headers = {}) {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: status, rawHeaders } = response;
        resolve({ status, rawHeaders, headers: response.headers, body: Buffer.concat(parts) });
      });
    }).once('error', reject);
  });
}

/** Asks until the answer is a success or a 304: a server that has just started on a busy machine may turn requests away. */
export async function askUntilRight(url, headers = {}) {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(url, headers);
    if ([200, 304].includes(answer.status)) return answer;
    if (answer.status !== 503 || tries === 40)
      throw new Error(`${url} answers ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
    await sleep(250);
  }
}

/** Starts a server as a process and waits until `url` answers with success. `stop` ends it. */
export async function startServer(command, args, { env = {}, url, headers = {}, output = 'ignore', cwd }) {
  const begun = performance.now();
  const stdio = ['ignore', output, 'inherit'];
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio, ...(cwd && { cwd }) });
  const ended = new Promise((resolve) => {
    child.once('error', resolve).once('exit', resolve);
  });
  let isEnded = false;
  ended.then(() => {
    isEnded = true;
  });
  const stop = async (signal = 'SIGTERM') => {
    if (!isEnded) child.kill(signal);
    await ended;
  };
  for (;;) {
    const status = await ask(url, headers).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status >= 200 && status < 400) break;
    if (isEnded) throw new Error(`The server ${args[0] ?? command} ended before it answered.`);
    if (performance.now() - begun > READY_MILLISECONDS) {
      await stop('SIGKILL');
      throw new Error(`${url} did not answer within ${READY_MILLISECONDS / 1000} s: ${status || 'no connection'}.`);
    }
    await sleep(2);
  }
  return { pid: child.pid, stop, startedIn: performance.now() - begun };
}

function listProcesses(pid) {
  const folder = `/proc/${pid}/task`;
  if (!existsSync(folder)) return [pid];
  const children = readdirSync(folder).flatMap((task) =>
    readFileSync(`${folder}/${task}/children`, 'utf8')
      .split(' ')
      .filter((one) => one !== ''),
  );
  return [pid, ...children.flatMap((child) => listProcesses(Number(child)))];
}

/** The seconds of processor time that a process and those it started have used; NaN where the system does not tell. */
export function readCpuSeconds(pid) {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  const ticks = listProcesses(pid).map((one) => {
    const fields = readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1].split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
}

/** The resident memory of each of a process and those it started, in MiB, the largest of them; NaN where the system does not tell. */
export function readMemory(pid) {
  if (!existsSync('/proc/self/status')) return Number.NaN;
  const kibibytes = listProcesses(pid).map(
    (one) => /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1],
  );
  return Math.max(...kibibytes.map((text) => Number(text ?? 0))) / 1024;
}
