import { createHash, randomInt } from 'node:crypto';

/**
 * The text of a key: `so_live_`, 30 characters of base62 chosen at random (178 bits), and 6 that are the CRC-32 (that of zip and
 * PNG) of the 38 before them, as a number in base62 with leading noughts. The checksum proves nothing; it tells a key that was
 * cut short or mistyped, or something else altogether, from one that may exist, without a look-up.
 */
const MARK = 'so_live_';
const RANDOM_LENGTH = 30;
const CHECKSUM_LENGTH = 6;
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const PREFIX_LENGTH = MARK.length + 6;
const BODY_LENGTH = MARK.length + RANDOM_LENGTH;
const shape = new RegExp(`^${MARK}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/** What looks like a key, wherever it stands in a text. */
export const keyLike = new RegExp(`${MARK}[0-9A-Za-z]{8,}`);

export function makeKeyText(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => digits[randomInt(digits.length)]).join('');
  return `${MARK}${random}${toChecksum(MARK + random)}`;
}

/** Whether it has the form of a key, its checksum included. */
export function isKeyText(text: string): boolean {
  return shape.test(text) && text.slice(BODY_LENGTH) === toChecksum(text.slice(0, BODY_LENGTH));
}

/** The beginning of a key, by which it is called: it leaves 143 bits unknown. */
export const toPrefix = (text: string) => text.slice(0, PREFIX_LENGTH);

/** What is kept of a key. It is random already: nothing slower than SHA-256 is needed. */
export const toDigest = (text: string): Buffer => createHash('sha256').update(text).digest();

function toChecksum(text: string): string {
  let rest = crc32(Buffer.from(text));
  let checksum = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    checksum = (digits[rest % digits.length] ?? '') + checksum;
    rest = Math.floor(rest / digits.length);
  }
  return checksum;
}

/** Node.js has its own only from 20.15 on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
