import { createSseSplitter, readSseBlock } from '../../core/sse.ts'
import type { RewriteEvent } from '../../core/wire.ts'
import type { Framing } from './framing.ts'
import { type Target, throughTap } from './target.ts'

/** Bytes that are held back at most while an event is not complete. */
const MOST_HELD = 64 * 1024

/**
 * Watches the beginning of an event stream for the `endpoint` event of HTTP+SSE. Where it names an absolute URL of the server,
 * clients would post past the tap, or refuse (they compare origins): that one address gets the tap's origin, and everything
 * else stays as it came. Paths and foreign origins are passed on untouched.
 */
export class EndpointWatch {
  readonly #framing: Framing['kind']
  readonly #target: Target
  readonly #tapOrigin: string
  readonly #splitter = createSseSplitter()
  #raw: Buffer[] = []
  #content: Buffer[] = []
  #held = 0
  #found: Found | undefined
  /** Whether the stream has shown what it is. */
  #decided = false

  constructor(framing: Framing['kind'], target: Target, tapOrigin: string) {
    this.#framing = framing
    this.#target = target
    this.#tapOrigin = tapOrigin
  }

  /** Whether nothing needs to be watched any more. */
  get done(): boolean {
    return this.#decided && !this.#found
  }

  /**
   * Takes bytes of the stream and the content in them; `between`: whether they end between two chunks. Returns what may go
   * on now, and what was changed in it.
   */
  take(raw: Buffer, content: readonly Buffer[], between: boolean): { forward: Buffer; rewrite?: Rewrite } {
    this.#raw.push(raw)
    this.#held += raw.length
    this.#content.push(...content)
    if (!this.#found) for (const part of content) this.#look(part)
    // Where the length of a chunk has gone on, its content cannot be changed any more.
    const free = between || this.#framing !== 'chunked'
    if (this.#found && free) return this.#splice(this.#found)
    const complete = free && this.#splitter.rest().length === 0
    return { forward: this.done || complete || this.#isTooMuch() ? this.release() : NOTHING }
  }

  /** What is still held back, as it came. */
  release(): Buffer {
    const held = this.#raw.length === 1 && this.#raw[0] ? this.#raw[0] : Buffer.concat(this.#raw)
    this.#raw = []
    this.#content = []
    this.#held = 0
    return held
  }

  #look(content: Buffer): void {
    for (const bytes of this.#splitter.push(Buffer.from(content))) {
      if (this.#decided) return
      const block = Buffer.from(bytes)
      const { event, data } = readSseBlock(block.toString('utf8'))
      if (data === null) continue
      this.#decided = true
      const changed = event === 'endpoint' ? throughTap(data, this.#target, this.#tapOrigin) : undefined
      // A body of a given length cannot become longer.
      if (changed === undefined || this.#framing === 'length') return
      const spliced = Buffer.from(
        block.toString('latin1').replace(data, () => changed),
        'latin1',
      )
      this.#found = { block, changed: spliced, rewrite: { what: 'endpoint', original: data, changed } }
    }
  }

  #splice({ block, changed, rewrite }: Found): { forward: Buffer; rewrite: Rewrite } {
    const content = Buffer.concat(this.#content)
    const at = content.indexOf(block)
    const spliced = Buffer.concat([content.subarray(0, at), changed, content.subarray(at + block.length)])
    this.#found = undefined
    this.release()
    if (this.#framing !== 'chunked') return { forward: spliced, rewrite }
    const chunk = [Buffer.from(`${spliced.length.toString(16)}\r\n`), spliced, Buffer.from('\r\n')]
    return { forward: Buffer.concat(chunk), rewrite }
  }

  /** Traffic is not held up for an event that does not end. */
  #isTooMuch(): boolean {
    if (this.#held <= MOST_HELD) return false
    this.#decided = true
    this.#found = undefined
    return true
  }
}

type Rewrite = Omit<RewriteEvent, 'kind' | 'exchange'>
type Found = { block: Buffer; changed: Buffer; rewrite: Rewrite }

const NOTHING = Buffer.alloc(0)
