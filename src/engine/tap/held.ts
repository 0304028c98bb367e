/** A body that is longer than this is none that the tap changes, in bytes. */
export const MOST_HELD = 256 * 1024

/** What tells how long a body is, how it is packed, and what its bytes add up to. */
const OF_BODY =
  /^(content-length|transfer-encoding|trailer|content-encoding|content-md5|digest|content-digest|repr-digest)[ \t]*:/i

/** A head that waits for its body, because the body may have to be changed, and the head with it. */
export class Held {
  /** The head as it is to go on. */
  readonly head: Buffer
  /** The body without its framing. */
  readonly content: Buffer[] = []
  readonly #raw: Buffer[] = []
  #size = 0

  constructor(head: Buffer) {
    this.head = head
  }

  get isTooMuch(): boolean {
    return this.#size > MOST_HELD
  }

  /** Takes bytes of the body as they came. */
  add(raw: Buffer): void {
    this.#raw.push(raw)
    this.#size += raw.length
  }

  /** Head and body, nothing changed. */
  asItCame(): Buffer {
    return Buffer.concat([this.head, ...this.#raw])
  }

  /** Head and another body, plain and with its length, which stands where the head told of the body before. */
  withBody(body: Buffer): Buffer {
    const lines = this.head.toString('latin1').split('\r\n')
    const at = lines.findIndex((line) => OF_BODY.test(line))
    const length = `Content-Length: ${body.length}`
    // The last two are the blank line and what is behind it.
    if (at < 0) lines.splice(-2, 0, length)
    else lines.splice(at, 1, length)
    const kept = lines.filter((line) => line === length || !OF_BODY.test(line))
    return Buffer.concat([Buffer.from(kept.join('\r\n'), 'latin1'), body])
  }
}
