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

/** The chunked coding (RFC 9112 §7.1): size lines, data, and a trailer section that ends with an empty line. */
class Chunked implements BodyCursor {
  #state: 'size' | 'data' | 'after data' | 'trailer' | 'done' = 'size'
  #line = ''
  #left = 0

  get done(): boolean {
    return this.#state === 'done'
  }

  advance(bytes: Buffer, from: number, onData: (start: number, end: number) => void): number {
    let at = from
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, at + this.#left)
        onData(at, end)
        this.#left -= end - at
        at = end
        if (this.#left === 0) this.#state = 'after data'
        continue
      }
      const feed = bytes.indexOf(LF, at)
      this.#line += bytes.toString('latin1', at, feed < 0 ? bytes.length : feed)
      at = feed < 0 ? bytes.length : feed + 1
      if (feed >= 0) this.#endLine()
    }
    return at
  }

  #endLine(): void {
    const line = this.#line.trim()
    this.#line = ''
    if (this.#state === 'size') {
      this.#left = Number.parseInt(line, 16) || 0
      this.#state = this.#left > 0 ? 'data' : 'trailer'
    } else if (this.#state === 'after data') this.#state = 'size'
    else if (line === '') this.#state = 'done'
  }
}
