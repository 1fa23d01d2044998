import { askUntilRight } from '../process.mjs';
import { callerHeaders, startSecondOpinion } from '../servers/second-opinion.mjs';
import { measureAll, startAlike, stopAll } from './throughput.mjs';

const identity = { 'Accept-Encoding': 'identity' };

/** What is in the cache: the seed's article in each coding, its 304, with the access log, and a list. */
export async function measureWarm(context) {
  const { database, article } = context;
  const servers = await startAlike(() => startSecondOpinion(database));
  const logging = await startAlike(() => startSecondOpinion(database, { LOG_LEVEL: 'info' }));
  try {
    const { etag } = (await askUntilRight(`${servers[0].url}${article}`, callerHeaders)).headers;
    const scenarios = [
      {
        ...{ title: 'article, warm, identity', headers: identity },
        ...{ bar: { atLeast: 0.9 }, cpuBar: { atMost: 1.15 }, isForNginx: true },
      },
      { title: 'article, warm, gzip', headers: { 'Accept-Encoding': 'gzip' }, bar: { atLeast: 0.85 } },
      { title: 'article, warm, brotli', headers: { 'Accept-Encoding': 'br' }, bar: { atLeast: 0.85 } },
      {
        ...{ title: 'article, 304', headers: { ...identity, 'If-None-Match': etag } },
        ...{ status: 304, bar: { atLeast: 0.9 }, isForNginx: true },
      },
      {
        ...{ title: 'article, warm, identity, with the access log', headers: identity },
        ...{ servers: logging, bar: { atLeast: 0.75 } },
      },
      {
        title: 'list of 20, warm',
        headers: identity,
        paths: ['/v1/questions'],
        bar: { atLeast: 0.9 },
        isForNginx: true,
      },
    ];
    const ready = scenarios.map((scenario) => ({ servers, paths: [article], ...scenario }));
    return { figures: await measureAll(ready, context) };
  } finally {
    await stopAll([...servers, ...logging]);
  }
}
