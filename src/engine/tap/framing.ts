/** How the end of a body is known (RFC 9112 §6.3). */
export type Framing =
  | { kind: 'none' }
  | { kind: 'length'; length: number }
  | { kind: 'chunked' }
  | { kind: 'until close' }

/** Follows one body through the pieces it comes in. */
export interface BodyCursor {
  /** Whether the body has ended. */
  readonly done: boolean
  /** Whether these are no chunks, so that nobody can know where the body ends. */
  readonly broken: boolean
  /** Whether the next byte begins a chunk, so that one could be put in here. */
  readonly between: boolean
  /**
   * Takes `bytes` from `from` on. Calls `onData` for each run of content (chunk framing left out) and returns where the
   * body's part of these bytes ends.
   */
  advance(bytes: Buffer, from: number, onData: (start: number, end: number) => void): number
}

export function createCursor(framing: Framing): BodyCursor {
  switch (framing.kind) {
    case 'none':
      return new Counted(0)
    case 'length':
      return new Counted(framing.length)
    case 'until close':
      return new Counted(Number.POSITIVE_INFINITY)
    case 'chunked':
      return new Chunked()
  }
}

class Counted implements BodyCursor {
  readonly broken = false
  readonly between = false
  #left: number

  constructor(length: number) {
    this.#left = length
  }

  get done(): boolean {
    return this.#left === 0
  }

  advance(bytes: Buffer, from: number, onData: (start: number, end: number) => void): number {
    const end = Math.min(bytes.length, from + this.#left)
    this.#left -= end - from
    if (end > from) onData(from, end)
    return end
  }
}

const LF = 10
const EXTENSION = /^[ \t]*(;[^\r]*)?\r$/
/** More hexadecimal digits than any size needs. */
const TOO_MANY_DIGITS = 13
/** A size line or a trailer longer than this is none. */
const LONGEST_LINE = 16 * 1024

type ChunkState = 'size' | 'data' | 'after data' | 'trailer' | 'done' | 'broken'

/**
 * The chunked coding (RFC 9112 §7.1): size lines, data, and a trailer section that ends with an empty line. Strict,
 * because a line that two readers understand in two ways is how requests are smuggled.
 */
class Chunked implements BodyCursor {
  #state: ChunkState = 'size'
  #line = ''
  #left = 0

  get done(): boolean {
    return this.#state === 'done'
  }

  get broken(): boolean {
    return this.#state === 'broken'
  }

  get between(): boolean {
    return this.#state === 'size' && this.#line === ''
  }

  advance(bytes: Buffer, from: number, onData: (start: number, end: number) => void): number {
    let at = from
    while (at < bytes.length && this.#state !== 'done' && this.#state !== 'broken') {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, at + this.#left)
        onData(at, end)
        this.#left -= end - at
        at = end
        if (this.#left === 0) this.#state = 'after data'
        continue
      }
      const feed = bytes.indexOf(LF, at)
      const end = feed < 0 ? bytes.length : feed
      this.#line += bytes.toString('latin1', at, Math.min(end, at + LONGEST_LINE))
      at = feed < 0 ? end : feed + 1
      if (this.#line.length >= LONGEST_LINE) this.#state = 'broken'
      else if (feed >= 0) this.#state = this.#endLine()
    }
    return at
  }

  #endLine(): ChunkState {
    const line = this.#line
    this.#line = ''
    if (this.#state === 'trailer') return line === '\r' ? 'done' : line.endsWith('\r') ? 'trailer' : 'broken'
    if (this.#state === 'after data') return line === '\r' ? 'size' : 'broken'
    this.#left = sizeOf(line)
    return this.#left > 0 ? 'data' : this.#left === 0 ? 'trailer' : 'broken'
  }
}

/** The size that a chunk's first line names; -1 if it is no such line. */
function sizeOf(line: string): number {
  let size = 0
  let at = 0
  for (let digit = valueOf(line, 0); digit >= 0 && at < TOO_MANY_DIGITS; digit = valueOf(line, ++at))
    size = size * 16 + digit
  const rest = line.slice(at)
  return at > 0 && at < TOO_MANY_DIGITS && (rest === '\r' || EXTENSION.test(rest)) ? size : -1
}

/** The value of a hexadecimal digit; -1 if it is none. */
function valueOf(line: string, at: number): number {
  const code = line.charCodeAt(at)
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
