// Asks so many times a second whether or not the answers come, as readers do, and counts what each waited from when it was due.
// Reads what to do as JSON from its argument, prints the percentiles as JSON.
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { quantile } from '../statistics.mjs';

const { url, headers, seconds, perSecond, connections, file } = JSON.parse(process.argv[2]);
const paths = readFileSync(file, 'utf8').trim().split('\n');
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const total = perSecond * seconds;
const waits = [];
let [sent, errors] = [0, 0];

function send(due) {
  const settle = (isRight) => {
    waits.push(performance.now() - due);
    if (!isRight) errors += 1;
    if (waits.length === total) finish();
  };
  get(new URL(paths[sent % paths.length], url), { headers, agent }, (response) => {
    response.resume();
    response.once('end', () => settle(response.statusCode === 200));
  }).once('error', () => settle(false));
  sent += 1;
}

function finish() {
  console.log(JSON.stringify({ requests: total, errors, p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) }));
  agent.destroy();
}

const begun = performance.now();
const timer = setInterval(() => {
  const due = Math.min(total, Math.floor(((performance.now() - begun) * perSecond) / 1000));
  while (sent < due) send(begun + (sent * 1000) / perSecond);
  if (sent === total) clearInterval(timer);
}, 1);
