import { type Head, parseHead } from '../../core/http.ts'
import { redactArguments, redactText } from '../../core/redact.ts'
import { isSecretName } from '../../core/secretName.ts'
import type { CaptureRow } from '../../core/api.ts'
import { contentCoding, packed, unpacked } from '../log/bodies.ts'
import { type Heads, noHeads } from '../log/derive.ts'
import type { Secrets } from '../log/secrets.ts'
import type { StoredEvent } from '../log/segment.ts'

type Body = Extract<StoredEvent, { kind: 'request body' | 'response body' }>

/** What sessions are followed by; a parameter that a client mirrors is no such thing. */
const OF_PROTOCOL = /^mcp-(?!param-)/i

/**
 * Puts hashes in place of what looks like a credential, the same for the same one, into events of one capture that come in the order
 * of their frames. `headsOf` gives the heads of exchanges that began before: they say how bodies are packed.
 */
export function createRedactor(
  secrets: Secrets,
  headsOf: (exchange: number) => Heads,
): (event: StoredEvent) => StoredEvent {
  const open = new Map<number, Heads>()
  return (event) => {
    if (event.kind === 'request') open.set(event.exchange, { ...noHeads, request: headIn(event.bytes) })
    if (event.kind === 'response')
      open.set(event.exchange, {
        ...(open.get(event.exchange) ?? headsOf(event.exchange)),
        response: headIn(event.bytes),
      })
    if (event.kind === 'end') open.delete(event.exchange)
    return redactEvent(event, secrets, (exchange) => open.get(exchange) ?? headsOf(exchange))
  }
}

const headIn = (bytes: Buffer): Head => parseHead(bytes.toString('latin1'))

function redactEvent(event: StoredEvent, secrets: Secrets, headsOf: (exchange: number) => Heads): StoredEvent {
  const redacted = (text: string) => redactText(text, (secret) => secrets.mark(secret))
  switch (event.kind) {
    case 'request':
    case 'response':
      return { ...event, bytes: redactHead(event.bytes, secrets) }
    case 'request body':
    case 'response body': {
      const { request, response } = headsOf(event.exchange)
      return redactBody(event, event.kind === 'request body' ? request : response, redacted)
    }
    case 'sse':
      return { ...event, bytes: redactBytes(event.bytes, redacted) }
    case 'line': {
      const bytes = redactBytes(event.bytes, redacted)
      // What was cut stays cut by as much.
      return { ...event, bytes, size: event.size - event.bytes.length + bytes.length }
    }
    case 'rewrite':
      return { ...event, original: redacted(event.original), changed: redacted(event.changed) }
    case 'end':
      return { ...event, reason: event.reason === null ? null : redacted(event.reason) }
    case 'spawn': {
      const command = redactArguments(event.command, (secret) => secrets.mark(secret)).map(redacted)
      return { ...event, command, failure: event.failure === null ? null : redacted(event.failure) }
    }
    case 'gap':
    case 'stop':
    case 'closed':
    case 'exit':
      return event
  }
}

/** What the first line of a trace says of its capture, without credentials. */
export function redactCapture(capture: CaptureRow, secrets: Secrets): CaptureRow {
  const redacted = (text: string) => redactText(text, (secret) => secrets.mark(secret))
  const command = (text: string) =>
    redacted(redactArguments(text.split(' '), (secret) => secrets.mark(secret)).join(' '))
  const tapUrl = capture.tapUrl === null ? null : redacted(capture.tapUrl)
  return { ...capture, name: command(capture.name), target: command(capture.target), tapUrl }
}

function redactHead(head: Buffer, secrets: Secrets): Buffer {
  const mark = (secret: string) => secrets.mark(secret)
  const [start = '', ...lines] = secrets.redactHead(head).toString('latin1').split('\n')
  const redacted = lines.map((line) => {
    const [, before = '', name = '', value = '', end = ''] = /^(([^:\s]*):?[ \t]*)(.*?)(\r?)$/.exec(line) ?? []
    if (OF_PROTOCOL.test(name) || value === '') return line
    const isSecret = isSecretName(name.replace(/^mcp-param-/i, '')) && !value.includes('[sha256 ')
    return before + (isSecret ? mark(value) : redactText(value, mark)) + end
  })
  return Buffer.from([redactText(start, mark), ...redacted].join('\n'), 'latin1')
}

/** A body that cannot be unpacked may hold anything: it stays away. */
function redactBody(event: Body, head: Head, redacted: (text: string) => string): StoredEvent {
  const coding = contentCoding(head)
  const plain = unpacked(event.bytes, coding)
  if (!plain) return { ...event, bytes: Buffer.alloc(0) }
  const bytes = redactBytes(plain, redacted)
  if (bytes.equals(plain)) return event
  // A whole one is whole, whatever its length says.
  const isWhole = event.size === event.bytes.length || event.redacted === true
  return { ...event, bytes: packed(bytes, coding), ...(isWhole && { redacted: true as const }) }
}

/** Bytes that are no UTF-8 are looked at as such: what they hold of credentials is ASCII. */
function redactBytes(bytes: Buffer, redacted: (text: string) => string): Buffer {
  const utf8 = bytes.toString('utf8')
  const encoding = Buffer.from(utf8).equals(bytes) ? 'utf8' : 'latin1'
  return Buffer.from(redacted(bytes.toString(encoding)), encoding)
}
