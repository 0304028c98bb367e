import type { RawHeaders } from './wire.ts'

/** A parsed head. For a request `first`, `second` are method and target; for a response, version and status. */
export interface Head {
  startLine: string
  headers: RawHeaders
}

/**
 * Splits a head (start line, headers, blank line) into its parts, keeping order, case and duplicates.
 * Tolerates what real peers send: bare LF line ends, blanks around values, folded lines (joined by a blank).
 * `text` has one character a byte: RFC 9110 §5.5 calls values opaque data.
 */
export function parseHead(text: string): Head {
  const [startLine = '', ...lines] = text.split(/\r?\n/)
  const headers: [string, string][] = []
  for (const line of lines) {
    if (line === '') continue
    const last = headers.at(-1)
    if (last && (line.startsWith(' ') || line.startsWith('\t'))) {
      last[1] = `${last[1]} ${trimmed(line)}`
      continue
    }
    const colon = line.indexOf(':')
    headers.push(colon < 0 ? [line, ''] : [trimmed(line.slice(0, colon)), trimmed(line.slice(colon + 1))])
  }
  return { startLine, headers }
}

/** So many heads of so many characters are remembered, which is more than the clients of a tap have in use. */
const MOST_HEADS = 100
const LONGEST_HEAD = 4096

/**
 * `parseHead` for the heads of a capture, of which most were said before: who says the same gets the same object, so that those who
 * keep heads keep few.
 */
export function headParser(): (text: string) => Head {
  const known = new Map<string, Head>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const head = parseHead(text)
    if (known.size === MOST_HEADS) known.clear()
    if (text.length <= LONGEST_HEAD) known.set(text, head)
    return head
  }
}

/** Only blanks and tabs stand around a value (RFC 9110 §5.6.3): what `trim` would take besides may be half a character. */
function trimmed(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isBlank(text[from])) from++
  while (to > from && isBlank(text[to - 1])) to--
  return text.slice(from, to)
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t'

/** The first value of a header, by any spelling of its name; undefined if it is absent. */
export function header(headers: RawHeaders, name: string): string | undefined {
  for (const pair of headers) if (pair[0].length === name.length && pair[0].toLowerCase() === name) return pair[1]
  return undefined
}

/** Method and target of a request line. */
export function requestLine(startLine: string): { method: string; target: string } {
  const [method = '', target = ''] = startLine.split(' ')
  return { method, target }
}

/** Status code and reason of a status line; status 0 if it is none. */
export function statusLine(startLine: string): { status: number; reason: string } {
  const [, status = '0', ...reason] = startLine.split(' ')
  return { status: Number.parseInt(status, 10) || 0, reason: reason.join(' ') }
}

/** The media type of a Content-Type value, without parameters, in small letters. */
export function mediaType(value: string | undefined): string | null {
  return value === undefined ? null : (value.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/** Where a request target points to on a server: absolute-form targets (RFC 9112 §3.2.2) keep only path and query. */
export function pathOf(target: string): string {
  if (!/^https?:\/\//i.test(target)) return target
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '')
  return path.startsWith('/') ? path : `/${path}`
}
