import type { Era } from './api.ts'
import type { OpenExchange } from './exchange.ts'
import type { Fold } from './fold.ts'
import type { Session } from './ledger.ts'

/** Puts an exchange, its stream and its messages into a session; the last one that is told stands. */
export function belong(fold: Fold, exchange: OpenExchange, session: Session, at: number): void {
  session.path ??= pathname(exchange)
  session.lastFrame = Math.max(session.lastFrame ?? 0, exchange.row.frame)
  session.leftFrame = null
  if (exchange.session !== session) {
    exchange.session = session
    exchange.row.session = session.row.key
    exchange.row.transport = session.row.transport
    exchange.row.era = session.row.era
    for (const request of exchange.requests) fold.pairing.move(request, session.row.key)
    for (const message of exchange.messages) {
      message.session = session.row.key
      fold.changed.messages.add(message)
    }
    if (exchange.stream) {
      exchange.stream.session = session.row.key
      fold.changed.streams.add(exchange.stream)
    }
  }
  fold.ledger.touch(session, at)
}

/** The server has answered in an era. */
export function answeredIn({ counts }: Fold, era: Era): void {
  counts.era = counts.era === null || counts.era === era ? era : 'dual'
}

/** Where the request went on the server, without its query. */
export const pathname = (exchange: OpenExchange): string => exchange.path.split('?', 1)[0] ?? ''

/** Whether the exchange went to the path of the target itself. */
export const isEndpoint = (fold: Fold, exchange: OpenExchange): boolean => pathname(exchange) === fold.capture.path

/** Whether the response head says that the request was taken. */
export const isAccepted = ({ row: { status } }: OpenExchange): boolean =>
  status !== null && status >= 200 && status < 300
