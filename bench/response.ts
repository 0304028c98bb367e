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

/** Takes what the socket brings; true once the answer is complete. */
export type Push = (bytes: Buffer) => boolean

/**
 * Reads one answer that has a length, comes in chunks or has no body. It checks little: it has to cost less than what it measures.
 * `onText` gets the text of an event stream piece by piece.
 */
export function createReader(onText: (text: string) => void): { answer: Answer; push: Push } {
  const answer: Answer = { status: 0, head: '', bytes: 0, start: '' }
  const now: { phase: Phase; left: number; pending: Buffer } = { phase: 'head', left: 0, pending: EMPTY }

  /** Each takes what it can of the bytes and returns the rest; the same bytes mean that it needs more. */
  const steps: Record<Exclude<Phase, 'done'>, (bytes: Buffer) => Buffer> = {
    head(bytes) {
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0) return bytes
      answer.head = bytes.toString('latin1', 0, end)
      answer.status = Number(answer.head.slice(9, 12))
      now.left = Number(/\r\ncontent-length: *(\d+)/i.exec(answer.head)?.[1] ?? 0)
      now.phase = /\r\ntransfer-encoding: *chunked/i.test(answer.head) ? 'size line' : now.left > 0 ? 'body' : 'done'
      return bytes.subarray(end + 4)
    },
    body: (bytes) => take(bytes, 'done'),
    'size line'(bytes) {
      const end = bytes.indexOf('\r\n')
      if (end < 0) return bytes
      now.left = Number.parseInt(bytes.toString('latin1', 0, end), 16)
      now.phase = now.left === 0 ? 'trailer' : 'chunk'
      return bytes.subarray(end + 2)
    },
    chunk: (bytes) => take(bytes, 'chunk end'),
    'chunk end'(bytes) {
      if (bytes.length < 2) return bytes
      now.phase = 'size line'
      return bytes.subarray(2)
    },
    trailer(bytes) {
      const end = bytes.indexOf('\r\n')
      if (end < 0) return bytes
      if (end === 0) now.phase = 'done'
      return bytes.subarray(end + 2)
    },
  }

  function take(bytes: Buffer, next: Phase): Buffer {
    const taken = bytes.subarray(0, now.left)
    now.left -= taken.length
    answer.bytes += taken.length
    if (answer.head.includes('text/event-stream')) onText(taken.toString('latin1'))
    else if (answer.start.length < START) answer.start += taken.toString('latin1', 0, START)
    if (now.left === 0) now.phase = next
    return bytes.subarray(taken.length)
  }

  function push(bytes: Buffer): boolean {
    let rest = now.pending.length > 0 ? Buffer.concat([now.pending, bytes]) : bytes
    now.pending = EMPTY
    while (now.phase !== 'done' && rest.length > 0) {
      const before = rest
      rest = steps[now.phase](before)
      if (rest === before) {
        now.pending = rest
        break
      }
    }
    return now.phase === 'done'
  }
  return { answer, push }
}
