// As wrk.lua, for machines without wrk: reads what to do as JSON from its argument, prints what was measured as JSON.
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const { url, headers, seconds, connections, file } = JSON.parse(process.argv[2]);
const paths = file === undefined ? undefined : readFileSync(file, 'utf8').trim().split('\n');
const setupRequest = (request) => ({ ...request, path: paths[Math.floor(Math.random() * paths.length)] });
const result = await autocannon({
  ...{ url, headers, connections, duration: seconds },
  ...(paths && { requests: [{ setupRequest }] }),
});
const { requests, latency, duration, errors, timeouts, '4xx': refused, '5xx': failed } = result;
const measured = {
  ...{ requests: requests.total - refused - failed, seconds: duration, errors: errors + timeouts + refused + failed },
  ...{ p50: latency.p50, p99: latency.p99 },
};
console.log(JSON.stringify(measured));
