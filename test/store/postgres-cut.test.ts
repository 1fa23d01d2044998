import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { StoreError } from '../../src/store/errors.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { openServer, skipWithoutPostgres } from '../support/postgres.js';
import { type Relay, startRelay, through } from '../support/relay.js';
import { disclaimer, draftOf, topic } from './draft.js';

const skip = skipWithoutPostgres;

interface World {
  readonly relay: Relay;
  /** Over the relay, and past it. */
  readonly store: Store;
  readonly direct: Store;
}

async function openWorld(t: Test): Promise<World> {
  const url = await (await openServer()).createDatabase(t);
  const relay = await startRelay(t, Number(new URL(url).port || 5432));
  const direct = await openStore(url, { migrate: true, connections: 2 });
  const store = await openStore(through(url, relay), { migrate: false, connections: 2 });
  t.teardown(() => Promise.all([store.close(), direct.close()]));
  await publish(store, 'first');
  return { relay, store, direct };
}

async function publish(store: Store, id: string): Promise<number> {
  const draft = draftOf([disclaimer('d'), topic(id)]);
  return (await store.publish(draft, decide(draft), { dryRun: false })).revision.revision;
}

async function failureOf(work: Promise<unknown>): Promise<StoreError | undefined> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown === undefined || thrown instanceof StoreError) return thrown;
  throw thrown;
}

/** Of the connection that publishes: the others ask for the head, which no publish writes. */
const isOfPublish = (bytes: Buffer) => !bytes.includes('head_standing');

t.test(
  'a publish whose connection is cut at any moment is whole or not there, and says what is known',
  { skip },
  async (t) => {
    const { relay, store, direct } = await openWorld(t);
    const codes = new Set<string>();
    let again = 0;
    for (let message = 1; ; message += 1) {
      const before = (await direct.refresh()).revision;
      let left = message;
      let isWriting = false;
      relay.inspect = (bytes) => {
        isWriting ||= bytes.includes('BEGIN');
        if (!isWriting || !isOfPublish(bytes)) return false;
        left -= 1;
        return left === 0;
      };
      const failure = await failureOf(publish(store, `t${before}`));
      relay.inspect = () => false;
      const after = (await direct.refresh()).revision;
      if (failure === undefined) {
        // Another connection that sent something meanwhile was counted too: the commit has not been cut yet.
        if (codes.has('unknown') || again === 10) break;
        again += 1;
        message -= 3;
        continue;
      }
      codes.add(failure.code);
      t.match(
        failure.message,
        failure.code === 'unknown' ? /it is unknown whether/ : /Nothing was changed: run it again/,
      );
      if (failure.code === 'unavailable') t.equal(after, before, 'nothing was changed');
      t.equal(await publish(store, `t${before}`), before + 1, 'repeated, it is there once');
    }
    t.same([...codes].sort(), ['unavailable', 'unknown']);
    t.same(await direct.checkIntegrity(), []);
  },
);

t.test(
  'a commit whose answer is lost is told as unknown, and is not made twice when it is repeated',
  { skip },
  async (t) => {
    const { relay, store, direct } = await openWorld(t);
    let isCommitting = false;
    relay.inspect = (bytes) => {
      isCommitting ||= bytes.includes('COMMIT');
      return false;
    };
    relay.inspectAnswers = (bytes) => isCommitting && bytes.includes('COMMIT');
    const failure = await failureOf(publish(store, 'second'));
    relay.inspectAnswers = () => false;
    t.match(failure, { code: 'unknown', message: /it is unknown whether the change was made\. Run it again/ });
    t.equal((await direct.refresh()).revision, 2, 'it was made');
    t.equal(await publish(store, 'second'), 2, 'and is not made again');
    t.equal((await direct.refresh()).revision, 2);
  },
);
