// Publishes a new question every second into the database that is its argument, until its input ends: through the code of `publish`,
// but in a process that is there already, for the start of a process is not what is measured. Prints a line at the start and for each.
import { rmSync, writeFileSync } from 'node:fs';
import { publishPath } from '../../dist/content/publish.js';
import { openStore } from '../../dist/store/open.js';
import { buildBasis, buildQuestion } from '../content/generate.mjs';

const database = process.argv[2];
const file = `${database}.${process.pid}.ndjson`;
const store = await openStore(`sqlite:${database}`, { migrate: true });
const publish = async (records) => {
  writeFileSync(file, records.map((record) => JSON.stringify(record)).join('\n'));
  await publishPath(store, file);
};

await publish(buildBasis());
console.log('ready');
let number = 0;
let publishing = Promise.resolve();
const timer = setInterval(() => {
  number += 1;
  const id = `bench-now-${process.pid}-${number}`;
  const question = buildQuestion(number, process.pid);
  const answers = question.answers.map((answer, place) => ({ ...answer, id: `${id}.${place}` }));
  publishing = publishing
    .then(() => publish([{ ...question, id, slug: id, answers }]))
    .then(() => console.log('published'));
}, 1000);
process.stdin.resume().once('end', async () => {
  clearInterval(timer);
  await publishing;
  await store.close();
  rmSync(file, { force: true });
});
