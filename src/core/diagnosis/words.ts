import type { OpenExchange } from '../exchange.ts'

const MOST_QUOTED = 200

/** A text of the wire as part of a sentence: on one line, shortened, in quotes. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return `"${line.length > MOST_QUOTED ? `${line.slice(0, MOST_QUOTED)}…` : line}"`
}

/** What an exchange was answered: `404 "Session not found"`, `401 without a body`, `no answer (connect ECONNREFUSED)`. */
export function answerWords({ row, refusal, errorCode }: OpenExchange): string {
  if (row.status === null) return row.reason === null ? 'no answer' : `no answer (${row.reason})`
  const code = errorCode === null ? '' : ` with error ${errorCode}`
  if (refusal === null || refusal.trim() === '') return `${row.status}${code || ' without a text'}`
  return `${row.status}${code} ${quoted(refusal)}`
}

/** What an exchange asked: `POST /mcp (tools/call echo)`. */
export const requestWords = ({ row, path }: OpenExchange): string =>
  `${row.method} ${path}${row.rpc === null ? '' : ` (${row.rpc})`}`
