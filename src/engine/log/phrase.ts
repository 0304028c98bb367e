import type { WireEvent } from '../../core/wire.ts'

/** What somebody looks for in the text of the traffic: it matches where a word begins, whatever the case. */
export interface Phrase {
  matches(text: string): boolean
  /** Its words as a query of the index, which finds every segment that may hold it; null if it has none. */
  query: string | null
}

/** As the index has them: letters and digits. */
const WORDS = /[\p{L}\p{N}\p{Co}]+/gu

export function phraseOf(value: string): Phrase {
  const words = value.match(WORDS) ?? []
  const isOpen = /[\p{L}\p{N}\p{Co}]$/u.test(value)
  const begins = /^[\p{L}\p{N}\p{Co}]/u.test(value) ? '(?<![\\p{L}\\p{N}\\p{Co}])' : ''
  const pattern = new RegExp(begins + value.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), 'iu')
  const query = words.map((word, n) => `"${word}"${isOpen && n === words.length - 1 ? '*' : ''}`).join(' ')
  return { matches: (text) => pattern.test(readable(text)), query: query === '' ? null : query }
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: ' ', f: ' ' }

/** Text without the escapes of JSON: a word behind a line end is a word. */
export const readable = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_whole, code: string | undefined, character: string) =>
        code === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text

/** The text of an event; empty if it has none. */
export function textOfEvent(event: WireEvent): string {
  switch (event.kind) {
    case 'request':
    case 'response':
      return Buffer.from(event.bytes).toString('latin1')
    case 'request body':
    case 'response body':
    case 'sse':
    case 'line':
      return event.text ?? ''
    case 'rewrite':
      return `${event.original}\n${event.changed}`
    case 'end':
      return event.reason ?? ''
    case 'spawn':
      return [...event.command, event.failure].join('\n')
    case 'gap':
    case 'stop':
    case 'closed':
    case 'exit':
      return ''
  }
}
