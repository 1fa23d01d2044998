import type { KeyStore } from '../keys.js';
import type { OpenOptions } from '../store.js';
import { type Connection, connect } from './connection.js';
import { isLost } from './failures.js';
import { chooseKeyReads } from './key-reads.js';
import { keyMethods } from './keys.js';
import { prepare } from './open.js';
import { usageMethods } from './usage.js';

/** Few: a key is looked up in well under a millisecond, and usage is written once in a while. */
const MOST = 3;

/** Over connections of its own: what is written here keeps nobody waiting who reads content. */
export async function openPostgresKeys(url: string, options: OpenOptions): Promise<KeyStore> {
  const { connections = MOST, replicas: replicaUrls = [], readonly = false, trace } = options;
  const most = Math.min(connections, MOST);
  const primary = connect(url, { most, readonly, trace });
  const replicas = replicaUrls.map((replica) => connect(replica, { most, readonly: true, trace }));
  const reads = chooseKeyReads(primary, replicas);
  const close = async () => {
    reads.stop();
    await Promise.all([primary, ...replicas].map((connection) => connection.close()));
  };
  try {
    await prepareFirst(primary, replicas, options);
    return { ...keyMethods(primary, reads), ...usageMethods(primary), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The primary, or, when it does not answer, a replica: keys can be looked up without it. */
async function prepareFirst(primary: Connection, replicas: readonly Connection[], options: OpenOptions): Promise<void> {
  try {
    await prepare(primary, options);
  } catch (error) {
    if (!isLost(error)) throw error;
    for (const replica of replicas) {
      const isReady = await prepare(replica, { migrate: false }).then(
        () => true,
        () => false,
      );
      if (isReady) return;
    }
    throw error;
  }
}
