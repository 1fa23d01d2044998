/** An engine failed. `code` says how; `message` says what to do, in one sentence. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code:
      | 'busy'
      | 'full'
      | 'readonly'
      | 'corrupt'
      | 'newer-schema'
      | 'older-schema'
      | 'cannot-open'
      | 'unavailable'
      | 'replaced'
      /** Lost in the moment of a commit: the change was made, or it was not. */
      | 'unknown'
      /** No server that answers has reached the revision that was asked for. */
      | 'behind',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A copy that lacks something is opened for nothing but to be gone on with. */
export const unfinishedCopy = (place: string): StoreError =>
  new StoreError(
    'cannot-open',
    `The database ${place} is a copy that is not finished: run \`second-opinion copy\` again, it goes on where it was.`,
  );

/** Another publish came first. */
export class StaleDraftError extends Error {
  override readonly name = 'StaleDraftError';
  constructor(
    readonly base: number,
    readonly latest: number,
  ) {
    super(`The draft was made at revision ${base}, but the latest is ${latest}: read again and repeat.`);
  }
}
