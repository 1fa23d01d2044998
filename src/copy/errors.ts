/** A copy cannot be made; `message` says why and what to do. */
export class CopyError extends Error {
  override readonly name = 'CopyError';
  constructor(
    readonly code: /** The target holds something else, or the source cannot be copied. */
      | 'refused'
      /** What was copied is not what the source says of itself. */
      | 'differs',
    message: string,
  ) {
    super(message);
  }
}
