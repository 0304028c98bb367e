import type { SseMistake } from '../servers/sseIncident.ts'

/** One mistake around an SDK that is sound, and what a client, a tap and Tapscope get to see of it. */
export interface SseCase {
  mistake: SseMistake
  /** What an SDK client that connects, lists and calls throws; null: it works. */
  says: string | null
  /** Method, path and status of all exchanges. */
  wire: string[]
  stream: { kind: string; events: number; comments: number; end: string }
  /** What is wrong: the session, the way to it, or that nothing was announced. */
  names: 'session' | 'path' | 'nothing'
  /** What Tapscope must find in it, by the ids of its catalogue. */
  findings: string[]
}

const UNKNOWN = 'Error POSTing to endpoint (HTTP 404): Could not find session'
const NOT_FOUND = 'Error POSTing to endpoint (HTTP 404): Not Found'
const STREAM = 'GET /api/sse 200'
const REDIRECTED = ['POST /api/messages 307', 'POST /api/messages/ 202']
/** The client gives up after the first refusal. */
const announced = { kind: 'endpoint', events: 1, comments: 0, end: 'client-abort' }
const refused: Omit<SseCase, 'mistake'> = {
  says: UNKNOWN,
  wire: [STREAM, 'POST /api/messages/ 404'],
  stream: announced,
  names: 'session',
  // One attempt does not tell two registries in one process from two processes.
  findings: ['sse-message-session-unknown'],
}
const neverAnnounced: Omit<SseCase, 'mistake' | 'says'> = {
  wire: [STREAM],
  stream: { kind: 'standalone', events: 0, comments: 1, end: 'server-clean' },
  names: 'nothing',
  findings: ['sse-stream-ended-before-endpoint'],
}
const lostWay: Omit<SseCase, 'mistake' | 'wire'> = {
  says: NOT_FOUND,
  stream: announced,
  names: 'path',
  findings: ['sse-endpoint-path-mismatch'],
}

export const cases: SseCase[] = [
  { mistake: 'own-dictionary', ...refused },
  { mistake: 'guard', ...refused },
  { mistake: 'two-transports', ...refused },
  { mistake: 'transport-per-request', ...refused },
  { mistake: 'nested-response', ...neverAnnounced, says: 'SSE error: undefined' },
  {
    mistake: 'nested-response-raising',
    ...neverAnnounced,
    stream: { ...neverAnnounced.stream, end: 'server-abort' },
    says: 'SSE error: TypeError: terminated: other side closed',
  },
  {
    mistake: 'slash-redirected',
    says: null,
    wire: [STREAM, ...REDIRECTED, ...REDIRECTED, ...REDIRECTED],
    stream: { kind: 'endpoint', events: 3, comments: 0, end: 'client-abort' },
    names: 'path',
    findings: ['sse-message-trailing-slash-redirect'],
  },
  { mistake: 'slash-missing', ...lostWay, wire: [STREAM, 'POST /api/messages 404'] },
  { mistake: 'prefix-lost', ...lostWay, wire: [STREAM, 'POST /messages/ 404'] },
]
