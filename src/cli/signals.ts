/** Two signals closer together are one: npm passes on what the terminal has sent already. */
const ECHO_MILLISECONDS = 300;

/** The first signal to stop, and the next one by someone who will not wait. */
export function watchSignals(): { readonly first: Promise<NodeJS.Signals>; readonly second: Promise<NodeJS.Signals> } {
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
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, take);
  return { first, second };
}
