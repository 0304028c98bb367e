import type { Authorization } from './authorization.ts'
import { ReportedExchange } from './exchanges.ts'
import { type BodyCursor, createCursor } from './framing.ts'
import { endOfHead, type HeaderPlace, readHead, type RelayedHead, requestFraming, withValue } from './heads.ts'
import { Held } from './held.ts'
import type { Line } from './line.ts'
import { refusal, tapOrigin } from './loopback.ts'
import { mapResource } from './parameters.ts'
import { isForm, mapStartLine, signInPath } from './signIn.ts'

/** A head longer than this is no head. */
export const LONGEST_HEAD = 192 * 1024

const NOTHING = Buffer.alloc(0)
const CR = 13
const LF = 10
const SENT_ON = 'the tap sent the browser to the server itself, to sign in there'

const NO_PROXY =
  "CONNECT is for proxies, and a tap is none: give the client the tap's address in place of the server's, and no proxy"
const FIRST_LINE = /^[^ ]+ [^ ]+ HTTP\/1\.[01]$/

/**
 * The way from the client to the server: heads are checked and get the server's `Host`, a `resource` that names the tap gets
 * the server's name; all else goes on as it came.
 */
export class RequestSide {
  readonly #line: Line
  /** The request whose body is on its way, and what follows it through the bytes. */
  #sending: ReportedExchange | undefined
  #cursor: BodyCursor | undefined
  #held: Buffer = NOTHING
  /** A form that is not complete. */
  #form: Held | undefined

  constructor(line: Line) {
    this.#line = line
  }

  take(bytes: Buffer): void {
    const line = this.#line
    let at = 0
    while (at < bytes.length && !line.closing) {
      if (line.upgraded) return this.#opaque(bytes, at)
      if (this.#cursor) {
        const from = at
        at = this.#body(bytes, from)
        if (this.#form) this.#formBody(this.#form, bytes.subarray(from, at))
        else line.toServer(from === 0 && at === bytes.length ? bytes : bytes.subarray(from, at))
        continue
      }
      const held = this.#held.length
      if (held > 0) {
        bytes = Buffer.concat([this.#held, bytes.subarray(at)])
        this.#held = NOTHING
        at = 0
      } else at = this.#skipBlankLines(bytes, at)
      const end = endOfHead(bytes, at, held)
      if (end < 0) return this.#hold(bytes.subarray(at))
      at = this.#request(bytes, at, end)
    }
  }

  /** The client has ended its side: what was held of a form goes on as it is. */
  close(): void {
    if (this.#form) this.#line.toServer(this.#form.asItCame())
    this.#form = undefined
  }

  /** Passes a request's head on, with as much of its body as came with it; returns what is done. */
  #request(bytes: Buffer, from: number, end: number): number {
    const line = this.#line
    const { recording, counters, keepBytes, target, isFront, authorization } = line.context
    const head = readHead(bytes, from, end)
    const method = head.startLine.slice(0, head.startLine.indexOf(' '))
    const exchange = new ReportedExchange(recording, ++counters.exchange, method, keepBytes)
    exchange.requestHead(line.number, bytes, from, end)
    if (this.#refuses(head, exchange) || !head.host) return end
    line.origin = tapOrigin(head.host.value, line.context.origin)
    // Only what has a query, or is a GET, can be of an authorization.
    const mayBeMapped = authorization && (isFront || method === 'GET' || head.startLine.includes('?'))
    const startLine = mayBeMapped ? this.#authorize(authorization, head, exchange) : undefined
    if (line.closing) return end
    line.expect(exchange)
    this.#sending = exchange
    this.#cursor = createCursor(requestFraming(head))
    if (line.isUnreachable) {
      // Nobody is there to get the body, and still it says what was asked.
      const next = this.#body(bytes, end)
      line.tellUnreachable()
      return next
    }
    if (authorization && isForm(head)) {
      this.#form = new Held(this.#changed(head, head.host, startLine))
      return end
    }
    const next = this.#body(bytes, end)
    if (line.closing) return next
    if (startLine === undefined && head.host.value.length === target.authority.length) {
      bytes.write(target.authority, from + head.host.at, 'latin1')
      line.toServer(from === 0 && next === bytes.length ? bytes : bytes.subarray(from, next))
    } else {
      const changed = this.#changed(head, head.host, startLine)
      line.toServer(next === end ? changed : Buffer.concat([changed, bytes.subarray(end, next)]))
    }
    return next
  }

  /** The head as the server gets it. */
  #changed(head: RelayedHead, host: HeaderPlace, startLine = head.startLine): Buffer {
    const changed = withValue(head, host, this.#line.context.target.authority)
    if (startLine === head.startLine) return changed
    return Buffer.concat([Buffer.from(startLine, 'latin1'), changed.subarray(head.startLine.length)])
  }

  #refuses(head: RelayedHead, exchange: ReportedExchange): boolean {
    const isProxying = exchange.method === 'CONNECT'
    // An ambiguous head first: whose Host it is that was checked would not be sure.
    const ambiguity = isProxying ? undefined : ambiguityOf(head)
    const why = isProxying ? NO_PROXY : (ambiguity ?? refusal(head.host?.value, head.origin?.value))
    if (why === undefined) return false
    const status = isProxying ? '501 Not Implemented' : ambiguity ? '400 Bad Request' : '403 Forbidden'
    this.#line.answer(exchange, { status, text: `Tapscope did not pass this request on: ${why}.\n` })
    return true
  }

  /** What a request is to an authorization. Returns its first line if that changes; a browser that signs in is sent on. */
  #authorize(authorization: Authorization, head: RelayedHead, exchange: ReportedExchange): string | undefined {
    const { target, origin, isFront } = this.#line.context
    if (isFront) exchange.rewrite({ what: 'server', original: origin, changed: target.url.origin })
    exchange.asksMetadata = exchange.method === 'GET' && authorization.asksMetadata(head.startLine.split(' ')[1] ?? '')
    const mapped = mapStartLine(head.startLine, (resource) => authorization.toServer(resource))
    for (const rewrite of mapped?.rewrites ?? []) exchange.rewrite(rewrite)
    const { startLine } = mapped ?? head
    const path = signInPath({ ...head, startLine })
    if (path !== undefined) {
      const location = target.url.origin + path
      this.#line.answer(exchange, { status: '302 Found', location, text: `Sign in at ${location}\n`, reason: SENT_ON })
    }
    return mapped?.startLine
  }

  #formBody(form: Held, bytes: Buffer): void {
    const line = this.#line
    form.add(bytes)
    if (line.closing || (this.#cursor && !form.isTooMuch)) return
    this.#form = undefined
    const { authorization } = line.context
    const parameters = this.#cursor || form.isTooMuch ? '' : Buffer.concat(form.content).toString('latin1')
    const mapped = mapResource(parameters, (resource) => authorization?.toServer(resource))
    for (const rewrite of mapped?.rewrites ?? []) this.#sending?.rewrite(rewrite)
    line.toServer(mapped ? form.withBody(Buffer.from(mapped.parameters, 'latin1')) : form.asItCame())
  }

  /** Reports the body's part of these bytes; returns where it ends. */
  #body(bytes: Buffer, from: number): number {
    const { cursor, sending } = { cursor: this.#cursor, sending: this.#sending }
    if (!cursor || !sending) return from
    const end = cursor.advance(bytes, from, (start, stop) => {
      sending.requestBody(bytes, start, stop)
      this.#form?.content.push(bytes.subarray(start, stop))
    })
    if (cursor.broken) this.#line.cut('the request is chunked, and a chunk of it is malformed')
    if (cursor.done) {
      sending.requestEnd()
      this.#cursor = undefined
    }
    return end
  }

  #opaque(bytes: Buffer, from: number): void {
    this.#line.pending[0]?.requestBody(bytes, from, bytes.length)
    this.#line.toServer(from === 0 ? bytes : bytes.subarray(from))
  }

  /** Empty lines before a request are to be ignored (RFC 9112 §2.2); that is for the server to do. */
  #skipBlankLines(bytes: Buffer, from: number): number {
    let at = from
    while (bytes[at] === CR || bytes[at] === LF) at++
    if (at > from) this.#line.toServer(bytes.subarray(from, at))
    return at
  }

  #hold(bytes: Buffer): void {
    this.#held = bytes
    const first = bytes[0] ?? 0x20
    if (first < 0x20 || first > 0x7e) {
      const text = 'This is no HTTP request. The address of a tap begins with http:, not https:.\n'
      this.#line.answer(undefined, { status: '400 Bad Request', text })
    } else if (bytes.length > LONGEST_HEAD) {
      const text = `Tapscope passes on heads of up to ${LONGEST_HEAD} bytes, and this one is longer.\n`
      this.#line.answer(undefined, { status: '431 Request Header Fields Too Large', text })
    }
  }
}

/** What makes it possible to read a request in two ways; undefined if nothing does. */
function ambiguityOf({ ambiguity, startLine, chunked }: RelayedHead): string | undefined {
  if (ambiguity !== undefined) return ambiguity
  if (!FIRST_LINE.test(startLine)) return 'its first line is not that of a request of HTTP/1.0 or 1.1'
  // RFC 9112 §6.1: who knows only HTTP/1.0 does not know chunks.
  return chunked && startLine.endsWith('0') ? 'it is chunked, and of HTTP/1.0' : undefined
}
