import type { Link } from './link.js';
import { addRecalls } from './recalls.js';
import { NEW_STATE, type RecallMark } from './replica-state.js';
import type { ReplicaStore } from './replica-store.js';
import { ask, type Reply } from './transport.js';
import { readRecalls } from './wire.js';

/** Reads the list of recalls, and hides what it names at once. */
export async function learnRecalls({ baseUrl, store, transport }: Link): Promise<Reply<readonly RecallMark[]>> {
  const listed: RecallMark[] = [];
  for (let query = ''; ; ) {
    const reply = await ask(transport, `${baseUrl}/v1/recalls${query}`, readRecalls);
    if (reply.outcome !== 'answered') return reply;
    const { recalls, nextCursor } = reply.value;
    await hide(store, recalls);
    listed.push(...recalls);
    if (nextCursor === null) return { ...reply, value: listed };
    query = `?cursor=${encodeURIComponent(nextCursor)}`;
  }
}

async function hide(store: ReplicaStore, recalls: readonly RecallMark[]): Promise<void> {
  for (;;) {
    const { state = NEW_STATE, items } = await store.read(recalls);
    const after = addRecalls(state, recalls, items);
    if (after === state || (await store.save(after))) return;
  }
}
