import { createRequire } from 'node:module';

/** How far long work has come. */
export interface Step {
  readonly stage: string;
  readonly done: number;
  readonly total: number | undefined;
}

export interface Progress {
  readonly update: (step: Step) => void;
  readonly stop: () => void;
}

const silent: Progress = { update: () => undefined, stop: () => undefined };

/** A bar on standard error where a person is watching; nothing otherwise. */
export function startProgress(json: boolean): Progress {
  if (json || !process.stderr.isTTY) return silent;
  // Few commands have a bar, and fewer a person who watches: it is loaded for them.
  const { SingleBar }: typeof import('cli-progress') = createRequire(import.meta.url)('cli-progress');
  const bar = new SingleBar({
    format: '{stage} [{bar}] {count}',
    clearOnComplete: true,
    // An interrupt must end the process at once, not wait for the bar.
    gracefulExit: false,
  });
  bar.start(1, 0, { stage: '', count: '' });
  return {
    update: ({ stage, done, total }) => {
      bar.setTotal(total || 1);
      const count = [done, total].flatMap((number) => number?.toLocaleString('en') ?? []).join(' of ');
      bar.update(total === undefined ? 0 : Math.min(done, total), { stage, count });
    },
    stop: () => bar.stop(),
  };
}
