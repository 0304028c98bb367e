const EMPTY = Buffer.alloc(0)
const START = 200

type Phase = 'head' | 'body' | 'size line' | 'chunk' | 'chunk end' | 'trailer' | 'done'

/** One HTTP/1.1 answer as far as it has come. */
export interface Answer {
  status: number
  head: string
  /** Bytes of the body, without chunk framing. */
  bytes: number
  /** The first characters of a body that is no event stream. */
  start: string
}

/** Reads an answer that has a length, comes in chunks or has no body. It checks little: it has to cost less than what it measures. */
export interface Reader {
  answer: Answer
  phase: Phase
  /** Bytes that are still to come of a body or a chunk. */
  left: number
  /** The beginning of a head or a line. */
  pending: Buffer
  /** Gets the text of an event stream piece by piece. */
  onText: (text: string) => void
}

export function createReader(onText: (text: string) => void): Reader {
  return { answer: { status: 0, head: '', bytes: 0, start: '' }, phase: 'head', left: 0, pending: EMPTY, onText }
}

/** Takes what the socket brings; true once the answer is complete. */
export function push(reader: Reader, bytes: Buffer): boolean {
  let rest = reader.pending.length > 0 ? Buffer.concat([reader.pending, bytes]) : bytes
  reader.pending = EMPTY
  while (reader.phase !== 'done' && rest.length > 0) {
    const before = rest
    rest = steps[reader.phase](reader, before)
    if (rest !== before) continue
    reader.pending = rest
    break
  }
  return reader.phase === 'done'
}

/** Each takes what it can of the bytes and returns the rest; the same bytes mean that it needs more. */
const steps: Record<Exclude<Phase, 'done'>, (reader: Reader, bytes: Buffer) => Buffer> = {
  head(reader, bytes) {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) return bytes
    const head = bytes.toString('latin1', 0, end)
    reader.answer.head = head
    reader.answer.status = Number(head.slice(9, 12))
    reader.left = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    reader.phase = /\r\ntransfer-encoding: *chunked/i.test(head) ? 'size line' : reader.left > 0 ? 'body' : 'done'
    return bytes.subarray(end + 4)
  },
  body: (reader, bytes) => take(reader, bytes, 'done'),
  'size line'(reader, bytes) {
    const end = bytes.indexOf('\r\n')
    if (end < 0) return bytes
    reader.left = Number.parseInt(bytes.toString('latin1', 0, end), 16)
    reader.phase = reader.left === 0 ? 'trailer' : 'chunk'
    return bytes.subarray(end + 2)
  },
  chunk: (reader, bytes) => take(reader, bytes, 'chunk end'),
  'chunk end'(reader, bytes) {
    if (bytes.length < 2) return bytes
    reader.phase = 'size line'
    return bytes.subarray(2)
  },
  trailer(reader, bytes) {
    const end = bytes.indexOf('\r\n')
    if (end < 0) return bytes
    if (end === 0) reader.phase = 'done'
    return bytes.subarray(end + 2)
  },
}

function take(reader: Reader, bytes: Buffer, next: Phase): Buffer {
  const { answer } = reader
  const taken = bytes.subarray(0, reader.left)
  reader.left -= taken.length
  answer.bytes += taken.length
  if (answer.head.includes('text/event-stream')) reader.onText(taken.toString('latin1'))
  else if (answer.start.length < START) answer.start += taken.toString('latin1', 0, START)
  if (reader.left === 0) reader.phase = next
  return bytes.subarray(taken.length)
}
