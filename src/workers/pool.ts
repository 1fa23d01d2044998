import { setTimeout as wait } from 'node:timers/promises';
import { createBackOff } from './back-off.js';
import type { Worker } from './worker.js';

export interface PoolOptions {
  readonly count: number;
  readonly start: () => Worker;
  /** How long a worker may take to end once it was told to; then it is killed. */
  readonly patienceMilliseconds: number;
  /** Told of every worker that has ended, and whether it was told to. */
  readonly onEnd: (worker: Worker, wasTold: boolean) => void;
  readonly logger: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** The workers that serve, as many as are wanted, whatever becomes of them. */
export interface Pool {
  /** The address that all serve at. Rejects with `WorkerError` when one cannot serve: none is left then. */
  start(): Promise<string>;
  /** Puts new ones in the place of those that serve, which then end. When new ones cannot serve, those go on. */
  reload(): Promise<void>;
  /** Has all end. Resolves when none is left. */
  drain(): Promise<void>;
  /** Ends all at once. */
  kill(): void;
  /** Those that have not ended. */
  list(): readonly Worker[];
}

export function createPool({ count, start, patienceMilliseconds, onEnd, logger }: PoolOptions): Pool {
  const alive = new Set<Worker>();
  /** Those that are to serve: who ends and is among them is replaced. */
  let serving = new Set<Worker>();
  let isOpen = false;
  let isStopping = false;
  let working: Promise<unknown> = Promise.resolve();
  const backOff = createBackOff();

  /** One thing after the other: replacements do not race with a reload, nor for an address. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = working.then(work);
    working = done.catch(() => undefined);
    return done;
  }

  function begin(): Worker {
    const worker = start();
    alive.add(worker);
    void worker.ended.then((how) => {
      alive.delete(worker);
      const wasTold = !serving.delete(worker) || isStopping;
      onEnd(worker, wasTold);
      if (wasTold) return;
      logger.error({ worker: worker.pid, how }, 'a worker ended: another takes its place');
      void replace();
    });
    return worker;
  }

  function endSoon(worker: Worker, isReplaced: boolean): Promise<unknown> {
    worker.drain(isReplaced);
    const timer = setTimeout(() => worker.kill(), patienceMilliseconds);
    return worker.ended.finally(() => clearTimeout(timer));
  }

  /** Whoever has ended since is noticed, too. */
  function take(worker: Worker): void {
    if (alive.has(worker)) serving.add(worker);
    else void replace();
  }

  async function replace(): Promise<void> {
    await wait(backOff());
    await inTurn(async () => {
      if (isStopping || serving.size >= count) return;
      const worker = begin();
      try {
        await worker.serving;
        take(worker);
      } catch (error) {
        logger.error({ reason: toReason(error) }, 'no worker could take its place');
        void replace();
      }
    });
  }

  /** The first alone: what keeps all from serving is found once, and none waits for an address that another could not get. */
  async function beginAll(): Promise<readonly [string, readonly Worker[]]> {
    const begun = [begin()];
    try {
      const address = await begun[0]?.serving;
      while (begun.length < count) begun.push(begin());
      await Promise.all(begun.map((worker) => worker.serving));
      return [address ?? '', begun];
    } catch (error) {
      for (const worker of begun) worker.kill();
      await Promise.all(begun.map((worker) => worker.ended));
      throw error;
    }
  }

  return {
    start() {
      isOpen = true;
      return inTurn(async () => {
        const [address, begun] = await beginAll();
        for (const worker of begun) take(worker);
        return address;
      });
    },
    reload: () =>
      inTurn(async () => {
        if (!isOpen || isStopping) return;
        const before = serving;
        try {
          const [, begun] = await beginAll();
          serving = new Set();
          for (const worker of begun) take(worker);
          logger.info({ workers: begun.map(({ pid }) => pid) }, 'reloaded');
          for (const worker of before) void endSoon(worker, true);
        } catch (error) {
          logger.error({ reason: toReason(error) }, 'not reloaded: no other workers could serve');
        }
      }),
    async drain() {
      isStopping = true;
      await Promise.all([...alive].map((worker) => endSoon(worker, false)));
    },
    kill() {
      isStopping = true;
      for (const worker of alive) worker.kill();
    },
    list: () => [...alive],
  };
}

const toReason = (error: unknown) => (error instanceof Error ? error.message : String(error));
