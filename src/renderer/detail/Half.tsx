import type { ShownExchange, ShownHead } from '../../core/shown.ts'
import type { ExchangeRow } from '../../core/exchange.ts'
import { EventList } from '../streams/EventList.tsx'
import { Body } from './Body.tsx'
import { Head } from './Head.tsx'
import classes from './detail.module.css'

interface HalfProps {
  shown: ShownExchange
  side: 'request' | 'response'
}

/** One half of an exchange: its head as it came, and its body. */
export function Half({ shown, side }: HalfProps) {
  const head = side === 'request' ? shown.request : shown.response
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
      <Content shown={shown} side={side} head={head} />
    </div>
  )
}

/** What follows a head: a body, the events of a stream, or the reason why there is neither. */
function Content({ shown, side, head }: HalfProps & { head: ShownHead }) {
  const { exchange, events, asked } = shown
  const body = side === 'request' ? shown.requestBody : shown.responseBody
  if (body) {
    const encoding = valueOf(head, 'content-encoding')
    const told = [body.contentType ?? 'of no stated type', encoding].filter((fact) => fact !== null).join(', ')
    return <Body captureId={exchange.captureId} label="Body" body={body} told={told} encoding={encoding} structured />
  }
  if (side === 'response' && events.length > 0) {
    return <EventList key={asked.frame} captureId={exchange.captureId} events={events} asked={asked.frame} />
  }
  return <p className={classes.none}>{absence(exchange, side)}</p>
}

function absence({ contentType, endedAt }: ExchangeRow, side: HalfProps['side']): string {
  const what = side === 'response' && contentType?.startsWith('text/event-stream') ? 'events' : 'body'
  return `No ${what}${endedAt === null ? ' so far' : ''}.`
}

function valueOf(head: ShownHead, name: string): string | null {
  return head.headers.find(([header]) => header.toLowerCase() === name)?.[1] ?? null
}
