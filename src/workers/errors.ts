/** A worker ended before it served. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  constructor(
    /** The name of the exit code that it means. */
    readonly exit: string,
    message: string,
  ) {
    super(message);
  }
}
