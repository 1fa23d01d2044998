import type { KeyStore } from '../keys.js';
import type { OpenOptions } from '../store.js';
import { keyMethods } from './keys.js';
import { connectWhole, toOpenError } from './open.js';
import { buildTransactions } from './transaction.js';
import { usageMethods } from './usage.js';

/** Over a connection of its own: what is written here keeps nobody waiting who reads content. */
export function openSqliteKeys(path: string, options: OpenOptions): KeyStore {
  try {
    const db = connectWhole(path, options);
    const transactions = buildTransactions(db, path);
    return {
      ...keyMethods(db, transactions),
      ...usageMethods(db, transactions),
      close: async () => {
        db.close();
      },
    };
  } catch (error) {
    throw toOpenError(error, path);
  }
}
