import type { Shown, ShownHead } from '../../core/api.ts'
import { Body } from './Body.tsx'
import { Head } from './Head.tsx'
import classes from './detail.module.css'

interface HalfProps {
  shown: Shown
  side: 'request' | 'response'
}

/** One half of an exchange: its head as it came, and its body. */
export function Half({ shown, side }: HalfProps) {
  const head = side === 'request' ? shown.request : shown.response
  const body = side === 'request' ? shown.requestBody : shown.responseBody
  if (!head) {
    const waiting = shown.exchange.endedAt === null
    return (
      <p className={classes.none}>
        {waiting ? 'No response yet.' : `No response: ${shown.exchange.reason ?? 'it never came'}.`}
      </p>
    )
  }
  return (
    <div className={classes.half}>
      {side === 'response' && shown.interim.map((interim) => <Head key={interim.frame} head={interim} />)}
      <Head head={head} />
      {body ? (
        <Body captureId={shown.exchange.captureId} body={body} encoding={valueOf(head, 'content-encoding')} />
      ) : (
        <p className={classes.none}>{absence(shown, side)}</p>
      )}
    </div>
  )
}

function absence({ events, exchange }: Shown, side: HalfProps['side']): string {
  if (side === 'request') return exchange.endedAt === null ? 'No body so far.' : 'No body.'
  if (events.length > 0) return 'The body is an event stream; see Events.'
  if (exchange.contentType?.startsWith('text/event-stream')) return 'The body is an event stream without events so far.'
  return exchange.endedAt === null ? 'No body so far.' : 'No body.'
}

function valueOf(head: ShownHead, name: string): string | null {
  return head.headers.find(([header]) => header.toLowerCase() === name)?.[1] ?? null
}
