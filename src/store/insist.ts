import { setTimeout } from 'node:timers/promises';
import { StoreError } from './errors.js';

const ATTEMPTS = 40;
const PAUSE_MILLISECONDS = 50;

/** A store does not wait for the lock where that would stop this process: it is asked again, for two seconds. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof StoreError && error.code === 'busy';
      if (!isBusy || attempt === ATTEMPTS) throw error;
      await setTimeout(PAUSE_MILLISECONDS);
    }
  }
}
