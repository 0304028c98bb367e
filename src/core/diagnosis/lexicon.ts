import type { OpenExchange } from '../exchange.ts'
import { refusalOf } from '../refusal.ts'
import { recognised, type Saying, type Wording } from '../wording.ts'

/**
 * Known wordings, the narrower ones first. They name an implementation and raise confidence; whether an id is foreign, ended or
 * another's is decided by who issued it, so that servers nobody has met are judged as well.
 */
export const lexicon: readonly Wording[] = [
  { says: 'stateless', status: 400, text: /not supported in stateless mode/i, who: 'the C# SDK' },
  { says: 'already initialized', status: 400, code: -32_600, text: /already initialized/i, who: 'the TypeScript SDK' },
  { says: 'not initialized', status: 400, code: -32_000, text: /Server not initialized/i, who: 'the TypeScript SDK' },
  { says: 'not initialized', status: 200, code: 0, text: /invalid during session initialization/i, who: 'the Go SDK' },
  { says: 'not initialized', status: 200, code: -32_602, text: /^Invalid request parameters$/, who: 'the Python SDK' },
  { says: 'missing', status: 422, text: /expect initialize request/i, who: 'rmcp' },
  {
    says: 'shared server',
    status: 500,
    text: /Already connected to a transport/i,
    who: 'the TypeScript SDK',
  },
  {
    says: 'reused transport',
    status: 500,
    text: /Stateless transport cannot be reused/i,
    who: 'the TypeScript SDK',
  },
  { says: 'not started', status: 500, text: /SSE connection not established/i, who: 'the TypeScript SDK' },
  { says: 'not started', status: 500, text: /session not connected/i, who: 'the Go SDK' },
  { says: 'not started', status: 400, text: /^session closed/i, who: 'the Go SDK' },
  { says: 'shutting down', status: 503, text: /shutting down|draining/i, who: 'the Java SDK' },
  { says: 'shutting down', status: 404, text: /session is closing/i, who: 'the Go SDK' },
  { says: 'too many', status: 503, code: -32_603, text: /too many open sessions/i, who: 'the Python SDK' },
  { says: 'another owner', status: 403, text: /session user mismatch/i, who: 'the Go SDK' },
  { says: 'another owner', status: 403, text: /does not match the user who initiated/i, who: 'the C# SDK' },
  { says: 'ended', status: 404, text: /session has been terminated/i, who: 'the Python SDK' },
  { says: 'ended', status: 404, code: null, text: /^session terminated/i, who: 'mcp-go' },
  { says: 'unknown', status: 400, text: /invalid or missing session id/i, who: 'the examples of the TypeScript SDK' },
  { says: 'unknown', status: 404, text: /invalid or expired session id/i, who: 'the Python SDK' },
  { says: 'missing', status: 400, text: /mcp-session-id header is required/i, who: 'the TypeScript SDK' },
  { says: 'missing', status: 400, code: -32_600, text: /missing session id/i, who: 'the Python SDK' },
  { says: 'missing', status: 400, text: /session can only be created by an initialize/i, who: 'the C# SDK' },
  { says: 'missing', status: 400, code: -32_601, text: /session id required in/i, who: 'the Java SDK' },
  { says: 'missing', status: 400, code: null, text: /session id is required/i, who: 'rmcp' },
  { says: 'missing', status: 400, text: /requires an mcp-session-id header/i, who: 'the Go SDK' },
  { says: 'missing', status: 400, text: /^session_id is required/, who: 'the Python SDK' },
  { says: 'missing', status: 400, text: /missing sessionid/i, who: 'the SDKs of TypeScript and C#, and mcp-go' },
  { says: 'missing', status: 400, text: /sessionid must be provided/i, who: 'the Go SDK' },
  { says: 'missing', status: 400, text: /session id missing in message endpoint/i, who: 'the Java SDK' },
  { says: 'malformed', status: 400, code: null, text: /^"?invalid session id"?$/i, who: 'the Python SDK' },
  { says: 'unknown', status: 400, code: -32_602, text: /invalid session id/i, who: 'mcp-go' },
  { says: 'unknown', status: 404, code: -32_001, text: /session not found/i, who: 'the TypeScript SDK' },
  { says: 'unknown', status: 404, code: -32_600, text: /session not found/i, who: 'the Python SDK' },
  { says: 'unknown', status: 404, code: -32_603, text: /session not found/i, who: 'the Java SDK' },
  { says: 'unknown', status: 404, text: /^not found: session not found/i, who: 'rmcp' },
  { says: 'unknown', status: 404, text: /^could not find session/i, who: 'the Python SDK' },
  { says: 'unknown', status: 404, text: /^invalid session id/i, who: 'mcp-go' },
  { says: 'unknown', status: 400, code: null, text: /no valid session id provided/i, who: 'the Python SDK up to 1.25' },
  { says: 'unknown', status: 400, text: /no valid session id/i, who: 'the examples of the TypeScript SDK' },
  { says: 'unknown', status: 400, text: /session id not found/i, who: 'the C# SDK' },
  { says: 'unknown', status: 400, text: /unknown mcp-session-id|no transport found for session/i, who: 'some servers' },
  { says: 'unknown', status: 404, text: /session not found|no transport found for session/i, who: 'several SDKs' },
]

/** Most refusals have a status that none of them has. */
const byStatus: ReadonlyMap<number, readonly Wording[]> = new Map(
  lexicon.map(({ status }) => [status, lexicon.filter((row) => row.status === status)]),
)

/** The wording of the answer to an exchange, if it is known: the user's own come first. */
function wordingOf(exchange: OpenExchange): Wording | undefined {
  const refusal = refusalOf(exchange)
  return recognised(refusal, exchange.ownWords) ?? recognised(refusal, byStatus.get(refusal.status) ?? [])
}

/** What the answer to an exchange says of the session, if its words are known. */
export const sayingOf = (exchange: OpenExchange): Saying | undefined => wordingOf(exchange)?.says

/** ` (these are the words of the Python SDK)`; nothing if they are not known. */
export function voiceOf(exchange: OpenExchange): string {
  const wording = wordingOf(exchange)
  return wording ? ` (the words of ${wording.who})` : ''
}
