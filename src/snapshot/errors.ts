/** No snapshot can be made now; `message` says why, in one sentence. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  constructor(
    readonly code: 'nothing' | 'busy' | 'changed' | 'stopped',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
