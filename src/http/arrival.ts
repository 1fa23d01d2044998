import type { IncomingMessage } from 'node:http';

const arrivals = new WeakMap<IncomingMessage, number>();

/** Keeps when a request came that the routes get later. */
export const noteArrival = (request: IncomingMessage, at: number): void => void arrivals.set(request, at);

/** In milliseconds, as `performance.now()` gives them: undefined when the routes got it as it came. */
export const arrivedAt = (request: IncomingMessage): number | undefined => arrivals.get(request);
