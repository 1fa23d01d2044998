/*
 * The part of IndexedDB that the store uses, declared so that the client compiles without the browser's types. `window`
 * and `self` are such a scope.
 */

export interface IndexedDbScope {
  readonly indexedDB: { open(name: string, version: number): OpenRequest };
  readonly IDBKeyRange: {
    lowerBound(lower: unknown, open: boolean): KeyRange;
  };
}

/** Made by one and handed to the other. */
export interface KeyRange {
  readonly lower: unknown;
  readonly lowerOpen: boolean;
  readonly upper: unknown;
  readonly upperOpen: boolean;
  includes(key: unknown): boolean;
}

export interface DbRequest<T> {
  readonly result: T;
  readonly error: unknown;
  addEventListener(type: 'success' | 'error', listener: () => void): void;
}

export interface OpenRequest extends DbRequest<Database> {
  addEventListener(type: 'success' | 'error' | 'blocked' | 'upgradeneeded', listener: () => void): void;
}

export interface Database {
  createObjectStore(name: string, options?: { keyPath: string[] }): ObjectStore;
  transaction(stores: string[], mode: 'readonly' | 'readwrite'): Transaction;
  addEventListener(type: 'versionchange', listener: () => void): void;
  close(): void;
}

export interface Transaction {
  readonly error: unknown;
  objectStore(name: string): ObjectStore;
  abort(): void;
  addEventListener(type: 'complete' | 'abort', listener: () => void): void;
}

export interface ObjectStore {
  createIndex(name: string, keyPath: string[]): unknown;
  index(name: string): { get(key: string[]): DbRequest<unknown> };
  get(key: string | string[]): DbRequest<unknown>;
  getAll(range: KeyRange | null, count: number): DbRequest<unknown[]>;
  put(value: unknown, key?: string): DbRequest<unknown>;
  delete(key: string[]): DbRequest<unknown>;
  clear(): DbRequest<unknown>;
}
