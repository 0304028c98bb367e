import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import type { Seen } from './seen.ts'

/** Session ids: who issued them, who lost them (2025-11-25 basic/transports, session management). */
export const sessionRules: readonly AnyRule[] = [
  {
    id: 'session-id-never-issued',
    severity: 'error',
    side: 'client',
    title: 'This session id was never issued by this server',
    recognised:
      'A request carries an id that stood on no answer in the capture, and the server refuses it. An id that was issued and ' +
      'lost, one that was minted on a refusal, and one that differs from an issued one by its spelling are other findings.',
    fix: {
      client: 'Send initialize without a session id and use exactly the Mcp-Session-Id that its answer brings.',
      server:
        'Never create protocol sessions beforehand: let initialize issue the id, and make your own record of it on the first request.',
      operator: 'A gateway must keep its own ids on its own side, and take them off what it sends to the server.',
    },
    spec: '2025-11-25 basic/transports#session-management',
    on: 'session',
    check: neverIssued,
  },
]

function neverIssued(session: Session, seen: Seen): Evidence | undefined {
  const { row } = session
  const refused = seen.story(session).exchanges.find(({ row: { frame } }) => row.foreignOn.includes(frame))
  if (row.issuedBy !== null || session.state !== 'unknown' || !refused || row.sessionId === null) return undefined
  if (seen.wasMinted(row.sessionId)) return undefined
  return {
    text: `The client sent the session id ${row.sessionId} on frame ${refused.row.frame}. No answer in this capture issued it; ${refusal(refused)}`,
    frames: [asked(refused, 'carries an id that was never issued'), answered(refused, 'refuses it')],
    confidence: 'likely',
  }
}

const refusal = ({ row, refusal: said }: OpenExchange): string =>
  `the server answered ${row.status ?? 'nothing'}${said === null ? '' : ` "${said}"`}.`
