import { CommandError } from './failure.js';

/** Two signals closer together are one: npm passes on what the terminal has sent already. */
const ECHO_MILLISECONDS = 300;

export interface Signals {
  readonly first: Promise<NodeJS.Signals>;
  readonly second: Promise<NodeJS.Signals>;
}

/** The first signal to stop, and the next one by someone who will not wait. */
export function watchSignals(names: readonly NodeJS.Signals[]): Signals {
  let firstAt: number | undefined;
  let tellFirst: (signal: NodeJS.Signals) => void = () => undefined;
  let tellSecond: (signal: NodeJS.Signals) => void = () => undefined;
  const first = new Promise<NodeJS.Signals>((resolve) => {
    tellFirst = resolve;
  });
  const second = new Promise<NodeJS.Signals>((resolve) => {
    tellSecond = resolve;
  });
  const take = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      tellFirst(signal);
    } else if (now - firstAt > ECHO_MILLISECONDS) {
      tellSecond(signal);
    }
  };
  for (const name of names) process.on(name, take);
  return { first, second };
}

/** Rejects at the second signal. */
export async function refuseToWait({ second }: Signals): Promise<never> {
  await second;
  throw new CommandError('interrupted', 'Stopped at once by a second signal.');
}
