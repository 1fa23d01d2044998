import { type FileHandle, open } from 'node:fs/promises';
import { Gzip } from 'fflate';

/** What is compressed depends on how the input is cut: always into blocks of this size. */
const BLOCK = 1 << 16;

/**
 * Writes text as gzip whose bytes depend on the text alone. zlib's do not: they change with its build and its version.
 * `mtime` 0 says that the time is unknown (RFC 1952).
 */
export class GzipFile {
  readonly #file: FileHandle;
  readonly #gzip = new Gzip({ level: 6, mtime: 0 }, (chunk) => this.#made.push(chunk));
  readonly #block = new Uint8Array(BLOCK);
  #filled = 0;
  #made: Uint8Array[] = [];

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<GzipFile> {
    return new GzipFile(await open(path, 'wx'));
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; ) {
      const taken = Math.min(BLOCK - this.#filled, bytes.length - from);
      this.#block.set(bytes.subarray(from, from + taken), this.#filled);
      this.#filled += taken;
      from += taken;
      if (this.#filled === BLOCK) await this.#push(false);
    }
  }

  async end(): Promise<void> {
    await this.#push(true);
    await this.#file.close();
  }

  /** Gives up. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async #push(isLast: boolean): Promise<void> {
    // fflate may keep what it is given.
    this.#gzip.push(this.#block.slice(0, this.#filled), isLast);
    this.#filled = 0;
    const made = this.#made;
    this.#made = [];
    if (made.length > 0) await this.#file.writev(made);
  }
}
