import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { listen, type Running } from './listen.ts'
import { createSessions, NO_VALID_SESSION_ID, type Refusal, type Sessions } from './sessions.ts'

/** `pre-created`: the application mints an id of its own. `two managers`: one issues ids, another looks them up. */
export type Mistake = 'pre-created' | 'two managers'

export interface IncidentOptions {
  mistake: Mistake
  /** Starts as it is after the repair. */
  repaired?: boolean | undefined
  refusal?: Refusal | undefined
}

/** What the application keeps about a session in its own table. */
export interface SessionRecord {
  sessionId: string
  calls: number
  ended: boolean
}

export interface IncidentServer extends Running {
  /** From now on the SDK issues the ids, and the application's record is made by the first tool call. */
  repair(): Promise<void>
  records(): Promise<SessionRecord[]>
}

/**
 * The server of "400 Bad Request: No valid session ID provided": a session id that the application minted at start-up,
 * stored in its own table and hands out at `/session`, beside an SDK that has never issued it.
 */
export async function startIncident({ mistake, repaired = false, refusal }: IncidentOptions): Promise<IncidentServer> {
  const application = createApplication(mistake === 'pre-created', repaired)
  const options = { ...application, refusal: refusal ?? NO_VALID_SESSION_ID }
  const issuing = createSessions(options)
  const other = createSessions(options)

  /** The mistake of the second kind: whoever carries an id is sent to a manager that did not issue it. */
  function sessionsFor(request: http.IncomingMessage): Sessions {
    const astray = mistake === 'two managers' && !application.repaired() && 'mcp-session-id' in request.headers
    return astray ? other : issuing
  }

  const running = await listen(
    http.createServer((request, response) => {
      if (request.url === '/session') {
        response.writeHead(200, { 'Content-Type': 'application/json' })
        response.end(JSON.stringify({ sessionId: application.handedOut() }))
      } else if (request.url === '/mcp') {
        void sessionsFor(request).handle(request, response)
      } else {
        response.writeHead(404).end()
      }
    }),
    '/mcp',
  )
  return {
    url: running.url,
    repair: () => Promise.resolve(application.repair()),
    records: () => Promise.resolve(application.records()),
    async close() {
      await issuing.forget()
      await other.forget()
      await running.close()
    },
  }
}

/** The application's own table of sessions, before and after its repair. */
function createApplication(mintsAtStart: boolean, startsRepaired: boolean) {
  const globalSession = mintsAtStart ? randomUUID() : null
  const table = new Map<string, SessionRecord>()
  let repaired = startsRepaired
  if (globalSession !== null && !repaired) {
    table.set(globalSession, { sessionId: globalSession, calls: 0, ended: false })
  }
  return {
    repaired: () => repaired,
    repair() {
      repaired = true
      table.clear()
    },
    handedOut: () => (repaired ? null : globalSession),
    records: () => [...table.values()],
    onCall(sessionId: string | undefined) {
      if (!repaired || sessionId === undefined) return
      const record = table.get(sessionId) ?? { sessionId, calls: 0, ended: false }
      table.set(sessionId, { ...record, calls: record.calls + 1 })
    },
    onEnded(sessionId: string) {
      const record = table.get(sessionId)
      if (record) table.set(sessionId, { ...record, ended: true })
    },
  }
}
