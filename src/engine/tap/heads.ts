import type { Framing } from './framing.ts'

const HEAD_END = Buffer.from('\r\n\r\n')

/** The end of a head that begins at `from`, behind its blank line; -1 if it is not complete. */
export function endOfHead(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(HEAD_END, from)
  return at < 0 ? -1 : at + HEAD_END.length
}

/** What the tap needs of a head to relay it. */
export interface RelayedHead {
  text: string
  startLine: string
  contentLength: number | undefined
  chunked: boolean
  /** Values of headers a tap looks at, by name in small letters; the first of each. */
  host: HeaderPlace | undefined
  origin: HeaderPlace | undefined
  location: HeaderPlace | undefined
  contentType: HeaderPlace | undefined
}

/** A header's value and where it stands in the head's text. */
export interface HeaderPlace {
  value: string
  at: number
}

type Wanted = 'host' | 'origin' | 'location' | 'content-type' | 'content-length' | 'transfer-encoding'

/** By first letter, so that a line is compared with two names at most. */
const WANTED: Record<string, readonly Wanted[]> = {
  c: ['content-length', 'content-type'],
  h: ['host'],
  l: ['location'],
  o: ['origin'],
  t: ['transfer-encoding'],
}

/** Reads a head in one pass over its lines. */
export function readHead(bytes: Buffer, from: number, end: number): RelayedHead {
  const text = bytes.toString('latin1', from, end)
  const firstEnd = text.indexOf('\r\n')
  const head: RelayedHead = {
    text,
    startLine: text.slice(0, firstEnd),
    contentLength: undefined,
    chunked: false,
    host: undefined,
    origin: undefined,
    location: undefined,
    contentType: undefined,
  }
  for (let line = firstEnd + 2; line < text.length - 2;) {
    const lineEnd = text.indexOf('\r\n', line)
    const names = WANTED[(text[line] ?? '').toLowerCase()]
    if (names) readLine(head, names, line, lineEnd)
    line = lineEnd + 2
  }
  return head
}

function readLine(head: RelayedHead, names: readonly Wanted[], line: number, lineEnd: number): void {
  const colon = head.text.indexOf(':', line)
  if (colon < 0 || colon > lineEnd) return
  const name = head.text.slice(line, colon).toLowerCase()
  const wanted = names.find((one) => one === name)
  if (!wanted) return
  let at = colon + 1
  while (head.text[at] === ' ' || head.text[at] === '\t') at++
  const value = head.text.slice(at, lineEnd).trimEnd()
  switch (wanted) {
    case 'content-length':
      head.contentLength ??= Number(value)
      break
    case 'transfer-encoding':
      head.chunked ||= /\bchunked\b/i.test(value)
      break
    case 'content-type':
      head.contentType ??= { value, at }
      break
    default:
      head[wanted] ??= { value, at }
  }
}

/** How the body of a request ends. */
export const requestFraming = (head: RelayedHead): Framing => {
  if (head.chunked) return { kind: 'chunked' }
  return head.contentLength ? { kind: 'length', length: head.contentLength } : { kind: 'none' }
}

/** How the body of a response to `method` ends. */
export function responseFraming(head: RelayedHead, method: string, status: number): Framing {
  if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'none' }
  if (head.chunked) return { kind: 'chunked' }
  if (head.contentLength === undefined || Number.isNaN(head.contentLength)) return { kind: 'until close' }
  return { kind: 'length', length: head.contentLength }
}

/** The head with a header's value replaced, spelling and order of everything else kept. */
export function withValue(head: RelayedHead, place: HeaderPlace, value: string): Buffer {
  const { text } = head
  return Buffer.from(text.slice(0, place.at) + value + text.slice(place.at + place.value.length), 'latin1')
}
