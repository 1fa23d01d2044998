import fc from 'fast-check';

const inner = 'GET /livez HTTP/1.1\r\nHost: inner\r\n\r\n';
const length = inner.length;
const chunked = `${length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;

/** Where two readers could disagree about where a request ends. */
export const smuggled: readonly (readonly [title: string, bytes: string])[] = [
  ['CL.TE', `POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`],
  ['TE.CL', `POST /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${chunked}`],
  ['GET with CL', `GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${inner}`],
  ['GET with chunks', `GET /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`],
  ['POST with CL', `POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${inner}`],
  ['DELETE with chunks', `DELETE /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`],
  ['POST to nowhere', `POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${inner}`],
  ['two lengths', `POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: ${length}\r\n\r\n${inner}`],
  ['a list of lengths', `POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0, ${length}\r\n\r\n${inner}`],
  ['a signed length', `POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: +${length}\r\n\r\n${inner}`],
  ['a space before the colon', `POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length : ${length}\r\n\r\n${inner}`],
  ['a folded header', `POST /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n${chunked}`],
  ['an obscured coding', `POST /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n${chunked}`],
  ['chunked, not last', `POST /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n${chunked}`],
  [
    'chunked twice',
    `POST /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n${chunked}`,
  ],
  ['a bare LF in the head', `GET /v1 HTTP/1.1\r\nHost: x\r\nA: b\nContent-Length: ${length}\r\n\r\n${inner}`],
  ['a bare CR in the head', `GET /v1 HTTP/1.1\r\nHost: x\r\nA: b\rContent-Length: ${length}\r\n\r\n${inner}`],
  ['a NUL in a header', `GET /v1 HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n${inner}`],
  [
    'a bare LF after a chunk',
    `POST /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\nZ\r\n0\r\n\r\n${inner}`,
  ],
  [
    'an upgrade to HTTP/2',
    `GET /v1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nContent-Length: ${length}\r\n\r\n${inner}`,
  ],
];

const bases = fc.constantFrom(
  ...['GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /v1/questions?limit=1 HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n'],
  ...['GET http://example.org/v1 HTTP/1.1\r\nHost: x\r\n\r\n', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n'],
  ...['GET https://u:p@[::1]:1/livez?x HTTP/1.1\r\nHost: x\r\n\r\n', 'GET //x/y HTTP/1.1\r\nHost: x\r\n\r\n'],
  ...[
    'GET livez HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET * HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /../../etc HTTP/1.1\r\nHost: x\r\n\r\n',
  ],
  ...[
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
    'GET /livez HTTP/1.0\r\n\r\n',
    'GET /livez\r\n',
    'GET /livez HTTP/9.9\r\n\r\n',
  ],
  ...[
    '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',
    '\r\n\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n',
  ],
  ...[
    'GET /v1/search?q=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /v1/questions/\xc3\x28 HTTP/1.1\r\nHost: x\r\n\r\n',
  ],
  ...[
    'PUT /v1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
    'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n',
  ],
  ...['GET /livez HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'],
  `GET /livez HTTP/1.1\r\nHost: x\r\n${'a:b\r\n'.repeat(1900)}\r\n`,
  `GET /livez HTTP/1.1\r\nHost: x\r\n${'a:b\r\n'.repeat(9000)}\r\n`,
  `POST /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\nZ\r\n0\r\n\r\n`,
  ...smuggled.map(([, bytes]) => bytes),
);
const pieces = fc.constantFrom(
  ...[
    '\0',
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    ' ',
    '\t',
    ':',
    '\xff',
    '\x80',
    '\x7f',
    '%',
    '/',
    '?',
    '#',
    '\\',
    '0',
    'G',
    ',',
    ';',
  ],
);

/** A request with some of its bytes taken out, put in or doubled. */
export const brokenBytes: fc.Arbitrary<Buffer> = fc
  .tuple(bases, fc.array(fc.tuple(fc.nat(), pieces, fc.nat(3), fc.nat(12)), { maxLength: 4 }))
  .map(([base, changes]) =>
    changes.reduce((text, [place, piece, how, size]) => {
      const at = place % Math.min(text.length + 1, 400);
      const end = at + size;
      if (how === 0) return `${text.slice(0, at)}${text.slice(end)}`;
      if (how === 1) return `${text.slice(0, end)}${text.slice(at)}`;
      return `${text.slice(0, at)}${piece}${text.slice(how === 2 ? at : at + 1)}`;
    }, base),
  )
  .map((text) => Buffer.from(text.length === 0 ? '\r\n' : text, 'latin1'));
