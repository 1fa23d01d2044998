/** How one setting is written, and what it means. */
export interface Setting<T> {
  /** What is taken when the variable is missing or empty, as it would be written; empty where there is none. */
  readonly initial: string;
  readonly meaning: string;
  /** What is right, to follow “must be”. */
  readonly expects: string;
  /** Undefined when the text is wrong. */
  readonly read: (text: string) => T | undefined;
}

export const setting = <T>(value: Setting<T>) => value;
