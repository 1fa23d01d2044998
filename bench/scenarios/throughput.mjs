import { keepPaths, load } from '../load/load.mjs';
import { ask, readCpuSeconds, readMemory } from '../process.mjs';
import { capture, startBare, startNginx } from '../servers/ceiling.mjs';
import { callerHeaders } from '../servers/second-opinion.mjs';
import { quantile } from '../statistics.mjs';
import { measureByTurns, toRatio } from '../turns.mjs';

/** How many answers the bare server gives in turn where many things are asked for. */
const CAPTURED = 200;

/**
 * How many processes of each server take turns: one and the same program does not come to be equally fast at each start (V8 compiles
 * for what it has seen), and one process alone would be a draw of the lot.
 */
const PROCESSES = 3;

/** Processes that are alike, started one after the other. */
export async function startAlike(start) {
  const servers = [];
  for (let count = 0; count < PROCESSES; count += 1) servers.push(await start());
  return servers;
}

export const stopAll = (servers) => Promise.all(servers.map((server) => server.stop()));

const perSecond = ({ requests, seconds }) => requests / seconds;
const cpu = (one) => one.cpuSeconds / one.requests;

/** Measures one scenario after the other; what fails is told, and the others are measured all the same. */
export async function measureAll(scenarios, context) {
  const figures = [];
  for (const scenario of scenarios) {
    try {
      figures.push(await measureThroughput(scenario, context));
    } catch (error) {
      context.failures.push(`${scenario.title}: ${error.message.split('\n')[0]}`);
    }
  }
  return figures;
}

/**
 * How much of `paths` a server answers, against servers that write the very same: bare `node:http`, and nginx where it is
 * installed and the scenario wants it.
 */
async function measureThroughput(scenario, context) {
  const { title, servers, paths, headers, bar, cpuBar } = scenario;
  const { seconds, rounds, hasNginx, patience, tell, memory } = context;
  tell(title);
  const asked = { ...callerHeaders, ...headers };
  const answers = await capture(servers[0].url, paths.slice(0, CAPTURED), asked);
  const wrong = answers.find(({ status }) => status !== (scenario.status ?? 200));
  if (wrong) throw new Error(`${title}: an answer has the status ${wrong.status}.`);
  const sides = { ours: servers, bare: await startAlike(() => startBare(answers)) };
  if (hasNginx && scenario.isForNginx) sides.nginx = [await startNginx(answers)];
  try {
    if (sides.nginx) await requireSame(`${sides.nginx[0].url}${paths[0]}`, asked, answers[0]);
    const file = paths.length > 1 ? keepPaths(paths) : undefined;
    const measure = async ({ url, pid }, during = seconds) => {
      const address = file ? url : `${url}${paths[0]}`;
      const before = readCpuSeconds(pid);
      const loaded = await load({ url: address, headers: asked, seconds: during, file });
      return { ...loaded, cpuSeconds: readCpuSeconds(pid) - before, memory: readMemory(pid) };
    };
    for (const server of Object.values(sides).flat()) await measure(server, 1);
    const isNoisy = (measured) => toRatio(measured, 'ours', 'bare', perSecond).isNoisy;
    const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
    memory.push({
      title,
      mebibytes: quantile(
        measured.ours.map((one) => one.memory),
        0.5,
      ),
    });
    const speed = (name) => measured[name] && quantile(measured[name].map(perSecond), 0.5);
    return {
      ...{ title, bar, cpuBar, ours: speed('ours'), bare: speed('bare'), nginx: speed('nginx') },
      ratio: toRatio(measured, 'ours', 'bare', perSecond),
      cpu: toRatio(measured, 'ours', 'bare', cpu),
      toNginx: measured.nginx && toRatio(measured, 'ours', 'nginx', perSecond),
      rounds: measured.ours.length,
      bytes: quantile(
        answers.map(({ body }) => Buffer.byteLength(body, 'base64')),
        0.5,
      ),
    };
  } finally {
    await stopAll([...sides.bare, ...(sides.nginx ?? [])]);
  }
}

/** nginx must write what the others write, or its figure is that of something else. */
async function requireSame(url, headers, { status, body }) {
  const answer = await ask(url, headers);
  if (answer.status !== status || (status === 200 && answer.body.toString('base64') !== body))
    throw new Error(`nginx answers ${answer.status} with ${answer.body.length} bytes, and not what was asked of it.`);
}
