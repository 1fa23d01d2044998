/** What the headers of a plain read say; nothing else decides how it is answered. */
export interface RequestHead {
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly forwardedFor: string | undefined;
}

/**
 * Reads what a plain GET says, without making an object of all its headers. Undefined when there is more to it: a key,
 * content, a header twice, or no single Host.
 */
export function readPlainHead(raw: readonly string[]): RequestHead | undefined {
  let hosts = 0;
  let acceptEncoding: string | undefined;
  let ifNoneMatch: string | undefined;
  let forwardedFor: string | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? '';
    // Of most headers the length alone says that it is none of these.
    switch (name.length) {
      case 4:
        if (name.toLowerCase() === 'host') hosts += raw[at + 1] === '' ? 2 : 1;
        break;
      case 6:
        if (name.toLowerCase() === 'expect') return undefined;
        break;
      case 7:
        if (name.toLowerCase() === 'upgrade') return undefined;
        break;
      case 13:
        if (name.toLowerCase() === 'authorization') return undefined;
        if (name.toLowerCase() !== 'if-none-match') break;
        if (ifNoneMatch !== undefined) return undefined;
        ifNoneMatch = raw[at + 1];
        break;
      case 14:
        if (name.toLowerCase() === 'content-length') return undefined;
        break;
      case 15:
        if (name.toLowerCase() === 'accept-encoding') {
          if (acceptEncoding !== undefined) return undefined;
          acceptEncoding = raw[at + 1];
        } else if (name.toLowerCase() === 'x-forwarded-for') {
          if (forwardedFor !== undefined) return undefined;
          forwardedFor = raw[at + 1];
        }
        break;
      case 17:
        if (name.toLowerCase() === 'transfer-encoding') return undefined;
        break;
    }
  }
  return hosts === 1 ? { acceptEncoding, ifNoneMatch, forwardedFor } : undefined;
}
