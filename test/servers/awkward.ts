import { brotliCompressSync, gzipSync } from 'node:zlib'

/** Sends FIN. */
export const END = Symbol('end')
/** Sends RST. */
export const RESET = Symbol('reset')

/** Bytes to write (strings are Latin-1), milliseconds to wait, or how to end the connection. */
export type Step = string | Buffer | number | typeof END | typeof RESET

const JSON_TEXT = '{"jsonrpc":"2.0","id":1,"result":{"text":"naïve 🦊"}}'
const JSON_BYTES = Buffer.from(JSON_TEXT)
const CHUNKED = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
const EVENTS = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const FOX = JSON_BYTES.indexOf(Buffer.from('🦊'))

function chunk(bytes: Buffer | string): Buffer {
  const content = Buffer.from(bytes)
  return Buffer.concat([Buffer.from(`${content.length.toString(16)}\r\n`), content, Buffer.from('\r\n')])
}

function compressed(encoding: string, body: Buffer): Step[] {
  return [
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${body.length}\r\n\r\n`,
    body,
  ]
}

/** Answers that are legal, or at least met, and that an intermediary is tempted to change; by name. */
export const AWKWARD: Readonly<Record<string, readonly Step[]>> = {
  'odd-heads': [
    'HTTP/1.1 200 Fine Indeed\r\nX-WeIrD-CaSe: A\r\nSet-Cookie: a=1\r\nX-Repeat: one\r\nset-cookie: b=2\r\nX-Repeat: two\r\n' +
      'x-latin: caf\u00e9\r\nX-Empty:\r\nX-Spaces:   three   \r\nETag: W/"x"\r\ncontent-LENGTH: 2\r\n\r\nok',
  ],
  // Chunks that end inside a character, inside a head and inside a size line; an extension and a trailer.
  chunks: [
    CHUNKED.slice(0, 30),
    2,
    CHUNKED.slice(30),
    chunk(JSON_BYTES.subarray(0, FOX + 1)),
    2,
    chunk(JSON_BYTES.subarray(FOX + 1, FOX + 2)),
    `${(JSON_BYTES.length - FOX - 2).toString(16)};note="x"\r`,
    2,
    '\n',
    JSON_BYTES.subarray(FOX + 2),
    2,
    '\r\n0\r\nX-Trailer: t\r\n\r\n',
  ],
  cut: [EVENTS, chunk('event: message\ndata: {"half":'), 2, END],
  'cut-reset': [EVENTS, chunk('event: message\ndata: {"half":'), 20, RESET],
  'cut-short': ['HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"half":', 2, END],
  'no-answer': [END],
  'cut-head': ['HTTP/1.1 200 OK\r\nContent-Ty', 2, END],
  'early-answer': ['HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large', 2, END],
  '204': ['HTTP/1.1 204 No Content\r\nX-Kept: yes\r\n\r\n'],
  '304': ['HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 1234\r\n\r\n'],
  '202': ['HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n'],
  // For HEAD: a length without a body.
  head: ['HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1234\r\n\r\n'],
  interim: [
    'HTTP/1.1 100 Continue\r\n\r\n',
    2,
    'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n',
    2,
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  ],
  upgrade: [
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\n',
    2,
    'WELCOME\r\n',
    2,
    END,
  ],
  drip: [EVENTS, ...'data: drop\n\n'.split('').flatMap((letter) => [chunk(letter), 2]), '0\r\n\r\n'],
  gzip: compressed('gzip', gzipSync(JSON_BYTES)),
  br: compressed('br', brotliCompressSync(JSON_BYTES)),
  'not-gzip': compressed('gzip', Buffer.from('this is no gzip')),
  'until-close': ['HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n', JSON_BYTES, 2, END],
  'until-close-1.0': ['HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n', JSON_BYTES, 2, END],
  'bare-lf': ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
}

/** What a client should get of a list of steps, as one piece. */
export function bytesOf(steps: readonly Step[]): Buffer {
  return Buffer.concat(
    steps.map((step) => {
      if (typeof step === 'number' || step === END || step === RESET) return Buffer.alloc(0)
      return typeof step === 'string' ? Buffer.from(step, 'latin1') : step
    }),
  )
}
