import { mapCookies } from './cookies.ts'
import { EndpointWatch } from './endpoint.ts'
import { type BodyCursor, createCursor } from './framing.ts'
import { endOfHead, endOfLooseHead, readHead, type RelayedHead, responseFraming, withValue } from './heads.ts'
import { Held } from './held.ts'
import type { Line } from './line.ts'
import { type MappedAnswer, mapAnswer, mayBeMetadata } from './metadataAnswer.ts'
import { LONGEST_HEAD } from './requests.ts'
import { throughTap } from './target.ts'

const NOTHING = Buffer.alloc(0)
const HTTP = 'HTTP/1.'

/** The way from the server to the client: redirects and authorization stay on the tap; all else goes on as it came, and at once. */
export class ResponseSide {
  readonly #line: Line
  #cursor: BodyCursor | undefined
  #held: Buffer = NOTHING
  /** These bytes are no HTTP, or nobody can know where they end: nothing is looked at any more. */
  #blind = false
  #endsWithConnection = false
  /** While an event stream may be that of HTTP+SSE, whose first event may have to be changed. */
  #watch: EndpointWatch | undefined
  /** Metadata of an authorization that is not complete. */
  #metadata: Held | undefined
  /** What comes while fronts are opened for it, and what is to be done at the end of it. */
  #waiting: { bytes: Buffer[]; finish: () => void } | undefined

  constructor(line: Line) {
    this.#line = line
  }

  take(bytes: Buffer): void {
    const line = this.#line
    let at = 0
    while (at < bytes.length && !this.#blind) {
      if (this.#waiting) return void this.#waiting.bytes.push(bytes.subarray(at))
      // With one request under way all the bytes are its answer's: they are forwarded before they are looked at.
      const alone = line.pending.length <= 1
      if (this.#cursor) {
        const from = at
        if (this.#watch) {
          at = this.#watchedBody(this.#watch, bytes, from)
          continue
        }
        if (this.#metadata) {
          at = this.#metadataBody(this.#metadata, bytes, from)
          continue
        }
        if (alone) line.toClient(from === 0 ? bytes : bytes.subarray(from))
        at = this.#body(bytes, from)
        if (alone) return this.#expectNothing(bytes, at)
        line.toClient(bytes.subarray(from, at))
        continue
      }
      const held = this.#held.length
      if (held > 0) {
        bytes = Buffer.concat([this.#held, bytes.subarray(at)])
        this.#held = NOTHING
        at = 0
      }
      const head = this.#nextHead(bytes, at, held)
      if (!head) return
      const end = at + head.length
      if (this.#isMetadata(head)) {
        this.#response(head, bytes, at, end)
        this.#metadata = new Held(bytes.subarray(at, end))
        at = end
      } else if (!this.#final(head) || !alone || this.#mayAnnounce(head)) {
        this.#forwardHead(head, bytes, at, end)
        this.#response(head, bytes, at, end)
        at = end
      } else {
        this.#forwardHead(head, bytes, at, bytes.length)
        this.#response(head, bytes, at, end)
        return this.#expectNothing(bytes, this.#body(bytes, end))
      }
    }
    if (at < bytes.length) this.#passBlindly(bytes, at)
  }

  /** The server has ended the connection: passes on what was held, settles a body that ends with it, and then calls `finish`. */
  close(finish: () => void): void {
    const line = this.#line
    const metadata = this.#metadata
    this.#metadata = undefined
    if (metadata && this.#endsWithConnection) this.#answerMetadata(metadata)
    else if (metadata) line.toClient(metadata.asItCame())
    if (this.#waiting) {
      this.#waiting.finish = () => this.close(finish)
      return
    }
    if (this.#watch) line.toClient(this.#watch.release())
    if (this.#held.length > 0) line.toClient(this.#held)
    this.#held = NOTHING
    const isEnd = (this.#cursor && !this.#cursor.done && this.#endsWithConnection) || line.upgraded
    if (isEnd && !line.clientEnded) line.answered()
    finish()
  }

  /** A head that has come whole; undefined if more has to come first. */
  #nextHead(bytes: Buffer, from: number, held: number): RelayedHead | undefined {
    const strict = endOfHead(bytes, from, held)
    const end = strict < 0 ? endOfLooseHead(bytes, from) : strict
    if (end >= 0) return readHead(bytes, from, end)
    this.#hold(bytes, from)
    return undefined
  }

  /** Whether this head is followed by its body, and not by another head or by something else than HTTP. */
  #final({ startLine }: RelayedHead): boolean {
    return !(startLine.startsWith(HTTP) && startLine[9] === '1')
  }

  #forwardHead(head: RelayedHead, bytes: Buffer, from: number, to: number): void {
    const changed = this.#changedHead(head)
    if (changed) this.#line.toClient(Buffer.concat([changed, bytes.subarray(from + head.length, to)]))
    else this.#line.toClient(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to))
  }

  /** Reports a response head and prepares for its body. */
  #response(head: RelayedHead, bytes: Buffer, from: number, end: number): void {
    const line = this.#line
    const [exchange] = line.pending
    const status = Number.parseInt(head.startLine.slice(9, 12), 10)
    if (!exchange || !head.startLine.startsWith(HTTP) || Number.isNaN(status)) {
      this.#blind = true
      return
    }
    const isStream = /^text\/event-stream\b/i.test(head.contentType?.value ?? '')
    exchange.responseHead(line.number, bytes, from, end, isStream)
    if (status === 101) {
      line.upgraded = true
      this.#blind = true
    }
    if (status < 200) return
    const framing = responseFraming(head, exchange.method, status)
    this.#endsWithConnection = framing.kind === 'until close'
    this.#cursor = createCursor(framing)
    const { origin } = line
    const { target } = line.context
    this.#watch = this.#mayAnnounce(head) ? new EndpointWatch(framing.kind, target, origin) : undefined
    if (this.#cursor.done) this.#body(bytes, end)
  }

  #body(bytes: Buffer, from: number, onContent?: (start: number, stop: number) => void): number {
    const [exchange] = this.#line.pending
    const cursor = this.#cursor
    if (!cursor) return from
    const end = cursor.advance(bytes, from, (start, stop) => {
      exchange?.responseBody(bytes, start, stop)
      onContent?.(start, stop)
    })
    if (cursor.broken) this.#blind = true
    if (cursor.done) {
      this.#cursor = undefined
      this.#line.answered()
    }
    return end
  }

  /** Whether this is the head of a stream whose first event may announce where to post. */
  #mayAnnounce({ startLine, contentType, text }: RelayedHead): boolean {
    const [exchange] = this.#line.pending
    const isStream = exchange?.method === 'GET' && /^text\/event-stream\b/i.test(contentType?.value ?? '')
    return isStream && startLine.slice(9, 12) === '200' && !/\ncontent-encoding:/i.test(text)
  }

  /** Forwards what the watch lets go of; returns where the body's part of these bytes ends. */
  #watchedBody(watch: EndpointWatch, bytes: Buffer, from: number): number {
    const [exchange] = this.#line.pending
    const cursor = this.#cursor
    if (!cursor) return from
    const content: Buffer[] = []
    const end = this.#body(bytes, from, (start, stop) => content.push(bytes.subarray(start, stop)))
    const { forward, rewrite } = watch.take(bytes.subarray(from, end), content, cursor.between)
    if (forward.length > 0) this.#line.toClient(forward)
    if (rewrite) exchange?.rewrite(rewrite)
    if (cursor.done || cursor.broken) this.#line.toClient(watch.release())
    if (watch.done || cursor.done || cursor.broken) this.#watch = undefined
    return end
  }

  /** Whether this is the head of metadata, which waits for its body. */
  #isMetadata(head: RelayedHead): boolean {
    const { pending, context } = this.#line
    return context.authorization !== undefined && pending[0]?.asksMetadata === true && mayBeMetadata(head)
  }

  /** Gathers metadata until it is complete; returns where the body's part of these bytes ends. */
  #metadataBody(held: Held, bytes: Buffer, from: number): number {
    const [exchange] = this.#line.pending
    const cursor = this.#cursor
    if (!cursor) return from
    const end = cursor.advance(bytes, from, (start, stop) => {
      exchange?.responseBody(bytes, start, stop)
      held.content.push(bytes.subarray(start, stop))
    })
    held.add(bytes.subarray(from, end))
    if (!cursor.done && !cursor.broken && !held.isTooMuch) return end
    this.#metadata = undefined
    this.#blind = cursor.broken
    if (cursor.done) this.#answerMetadata(held)
    else this.#line.toClient(held.asItCame())
    return end
  }

  #answerMetadata(held: Held): void {
    const { context, origin } = this.#line
    if (!context.authorization) return
    this.#cursor = undefined
    const mapped = mapAnswer(held, context.authorization, { target: context.target, origin })
    if (!(mapped instanceof Promise)) return this.#sendMetadata(mapped)
    this.#waiting = { bytes: [], finish() {} }
    const pass = (answer: MappedAnswer): void => {
      const waited = this.#waiting
      this.#waiting = undefined
      this.#sendMetadata(answer)
      for (const bytes of waited?.bytes ?? []) this.take(bytes)
      waited?.finish()
    }
    void mapped.then(pass)
  }

  #sendMetadata({ bytes, rewrites }: MappedAnswer): void {
    const [exchange] = this.#line.pending
    this.#line.toClient(bytes)
    for (const rewrite of rewrites) exchange?.rewrite(rewrite)
    this.#line.answered()
  }

  /** Bytes behind the only answer that was due are forwarded already, and no head of ours. */
  #expectNothing(bytes: Buffer, at: number): void {
    if (at < bytes.length) this.#blind = true
  }

  #passBlindly(bytes: Buffer, from: number): void {
    this.#line.toClient(from === 0 ? bytes : bytes.subarray(from))
    this.#line.pending[0]?.responseBody(bytes, from, bytes.length)
  }

  /** The head with a redirect, a challenge and cookies kept on the tap; undefined if there is nothing to change. */
  #changedHead(head: RelayedHead): Buffer | undefined {
    const addressed = this.#addressedHead(head)
    const cookies = head.setsCookie ? mapCookies(addressed ?? head.text, this.#line.context.target) : undefined
    for (const rewrite of cookies?.rewrites ?? []) this.#line.pending[0]?.rewrite(rewrite)
    const changed = cookies?.head ?? addressed
    return changed === undefined ? undefined : Buffer.from(changed, 'latin1')
  }

  #addressedHead(head: RelayedHead): string | undefined {
    const { location, startLine } = head
    const { context, origin, pending } = this.#line
    if (startLine[9] === '4') return this.#changedChallenge(head)
    if (!location || startLine[9] !== '3') return undefined
    const changed =
      throughTap(location.value, context.target, origin) ?? context.authorization?.namedInRedirect(location.value)
    if (changed === undefined) return undefined
    pending[0]?.rewrite({ what: 'location', original: location.value, changed })
    return withValue(head, location, changed).toString('latin1')
  }

  #changedChallenge({ text, startLine }: RelayedHead): string | undefined {
    const { context, origin, pending } = this.#line
    if (!context.authorization || !/^HTTP\/1\.. 40[13]/.test(startLine)) return undefined
    const mapped = context.authorization.challenge(text, { target: context.target, origin })
    for (const rewrite of mapped?.rewrites ?? []) pending[0]?.rewrite(rewrite)
    return mapped?.head
  }

  /** The beginning of a head waits for its rest; what cannot become a head goes on. */
  #hold(bytes: Buffer, from: number): void {
    const begins = bytes.toString('latin1', from, from + HTTP.length)
    if (bytes.length - from <= LONGEST_HEAD && HTTP.startsWith(begins)) {
      this.#held = bytes.subarray(from)
      return
    }
    this.#blind = true
    this.#passBlindly(bytes, from)
  }
}
