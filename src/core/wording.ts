/** What a refusal can say of a session. */
export const SAYINGS = [
  'unknown', // this server has no such session
  'missing', // the request names none
  'malformed', // the id cannot be read
  'ended', // there was one, and it was ended
  'not initialized',
  'already initialized',
  'another owner',
  'stateless', // this server has no sessions
  'too many',
  'not started', // the transport is there, its stream is not
  'shared server', // one server object for several transports
  'reused transport',
  'shutting down',
] as const

export type Saying = (typeof SAYINGS)[number]

/** How one server says it. */
export interface Wording {
  says: Saying
  status: number
  /** Code of the JSON-RPC error; null: the text stands alone; undefined: either. */
  code?: number | null | undefined
  text: RegExp
  /** Whose words they are, as the subject of a sentence. */
  who: string
}

/** An answer as wordings see it. */
export interface Worded {
  status: number
  code: number | null
  text: string
}

/** The first wording that an answer matches. */
export const recognised = ({ status, code, text }: Worded, rows: readonly Wording[]): Wording | undefined =>
  rows.find((row) => row.status === status && (row.code === undefined || row.code === code) && row.text.test(text))
