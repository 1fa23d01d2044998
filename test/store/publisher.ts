import { decide } from '../../src/content/plan.js';
import { openStore } from '../../src/store/open.js';
import { answer, disclaimer, draftOf, question } from './draft.js';

/** A process of its own: opens the database at a path, publishes some times, and tells its parent of every revision that was made. */
const [path = '', times = '1'] = process.argv.slice(2);
const store = await openStore(`sqlite:${path}`, { migrate: true });

for (let count = 0; count < Number(times); count += 1) {
  const text = `The words of publish ${count} by ${process.pid}.`;
  const bundles = Array.from({ length: 30 }, (_, n) => [
    question(`q${n}`, { answers: [`q${n}.1`, `q${n}.2`], title: text }),
    answer(`q${n}.1`, `q${n}`, { text }),
    answer(`q${n}.2`, `q${n}`, { text }),
  ]);
  const draft = draftOf([disclaimer('d'), ...bundles.flat()]);
  const { revision } = await store.publish(draft, decide(draft), { dryRun: false });
  await new Promise((resolve) => process.send?.(revision.revision, resolve));
}
await store.close();
process.disconnect?.();
