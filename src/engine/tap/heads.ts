import type { Framing } from './framing.ts'

const HEAD_END = Buffer.from('\r\n\r\n')
const BLANK_LINE = /\n\r?\n/

/** The end of a head that begins at `from`, behind its blank line; -1 if it is not complete. Looks from `since` on. */
export function endOfHead(bytes: Buffer, from: number, since = from): number {
  const at = bytes.indexOf(HEAD_END, Math.max(from, since - HEAD_END.length + 1))
  return at < 0 ? -1 : at + HEAD_END.length
}

/** The same for a head whose lines may end with a bare LF, as some servers write them and clients read them. */
export function endOfLooseHead(bytes: Buffer, from: number): number {
  const blank = BLANK_LINE.exec(bytes.toString('latin1', from))
  return blank ? from + blank.index + blank[0].length : -1
}

/** What the tap needs of a head to relay it. */
export interface RelayedHead {
  text: string
  /** Bytes up to and including the first blank line, which a bare LF may have made. */
  length: number
  startLine: string
  contentLength: number | undefined
  chunked: boolean
  /** What makes it possible to read this head in two ways; undefined if nothing does. */
  ambiguity: string | undefined
  /** Values of headers a tap looks at; the first of each. */
  host: HeaderPlace | undefined
  origin: HeaderPlace | undefined
  location: HeaderPlace | undefined
  contentType: HeaderPlace | undefined
  setsCookie: boolean
}

/** A header's value and where it stands in the head's text. */
export interface HeaderPlace {
  value: string
  at: number
}

type Wanted = (typeof NAMES)[number]

const NAMES = [
  'host',
  'origin',
  'location',
  'content-type',
  'content-length',
  'transfer-encoding',
  'set-cookie',
] as const

/** By first letter in small letters, so that a line is compared with two names at most. */
const WANTED: readonly (readonly Wanted[] | undefined)[] = (() => {
  const byLetter: Wanted[][] = []
  for (const name of NAMES) (byLetter[name.charCodeAt(0)] ??= []).push(name)
  return byLetter
})()

const CR = 13
const TAB = 9
const BLANK = 32
/** Makes a capital letter a small one. */
const SMALL = 32
/** What one reader takes for the end of a line, or of a name, and another does not. */
const CONTROLS = /\r[^\n]|[\0\v\f]/
const LINE_ENDS = 'its lines do not end with CR LF, or there are control characters in them'
const LENGTHS = 'the length of its body is given twice'

/** Reads a head in one pass over its lines. */
export function readHead(bytes: Buffer, from: number, end: number): RelayedHead {
  const text = bytes.toString('latin1', from, end)
  const firstEnd = text.indexOf('\n')
  const isLoose = text.charCodeAt(firstEnd - 1) !== CR
  const head: RelayedHead = {
    text,
    length: text.length,
    startLine: text.slice(0, isLoose ? firstEnd : firstEnd - 1),
    contentLength: undefined,
    chunked: false,
    ambiguity: isLoose || CONTROLS.test(text) ? LINE_ENDS : undefined,
    host: undefined,
    origin: undefined,
    location: undefined,
    contentType: undefined,
    setsCookie: false,
  }
  for (let line = firstEnd + 1; line < text.length;) {
    const feed = text.indexOf('\n', line)
    const isBare = text.charCodeAt(feed - 1) !== CR
    const lineEnd = isBare ? feed : feed - 1
    if (isBare) head.ambiguity ??= LINE_ENDS
    if (lineEnd === line) {
      head.length = feed + 1
      head.text = text.slice(0, feed + 1)
      break
    }
    readLine(head, line, lineEnd)
    line = feed + 1
  }
  return head
}

function readLine(head: RelayedHead, line: number, lineEnd: number): void {
  const first = head.text.charCodeAt(line)
  const names = WANTED[first | SMALL]
  if (!names) {
    if (first === BLANK || first === TAB) head.ambiguity ??= 'it has a folded header'
    return
  }
  const colon = head.text.indexOf(':', line)
  if (colon < 0 || colon > lineEnd) return
  const spelling = head.text.slice(line, colon).toLowerCase()
  const name = spelling.trimEnd()
  const wanted = names.find((one) => one === name)
  if (!wanted) return
  if (name !== spelling) head.ambiguity ??= `there is a blank behind the name ${name}`
  let at = colon + 1
  while (head.text[at] === ' ' || head.text[at] === '\t') at++
  readValue(head, wanted, { value: head.text.slice(at, lineEnd).trimEnd(), at })
}

function readValue(head: RelayedHead, wanted: Wanted, place: HeaderPlace): void {
  switch (wanted) {
    case 'content-length':
      if (head.contentLength !== undefined || head.chunked) head.ambiguity ??= LENGTHS
      // `Number` would also read 1e3, 0x10 and nothing at all.
      head.contentLength ??= /^\d+$/.test(place.value) ? Number(place.value) : Number.NaN
      if (Number.isNaN(head.contentLength)) head.ambiguity ??= 'its Content-Length is no number'
      return
    case 'transfer-encoding':
      if (head.contentLength !== undefined || head.chunked) head.ambiguity ??= LENGTHS
      head.chunked = /(^|[ \t,])chunked$/i.test(place.value)
      if (head.chunked) return
      head.ambiguity ??= 'its Transfer-Encoding does not end with chunked'
      head.contentLength = Number.NaN
      return
    case 'host':
    case 'origin':
      if (head[wanted]) head.ambiguity ??= `it has more than one ${wanted}`
      head[wanted] ??= place
      return
    case 'location':
      head.location ??= place
      return
    case 'content-type':
      head.contentType ??= place
      return
    case 'set-cookie':
      head.setsCookie = true
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
