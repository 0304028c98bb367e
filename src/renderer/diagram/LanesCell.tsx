import type { Arrow, Lane } from '../../core/timeline.ts'
import { endWords } from '../ui/words.ts'
import classes from './diagram.module.css'

/** Where the lanes stand, in percent of the room. */
const places: Record<Lane, number> = { client: 10, tap: 50, server: 90 }
const lanes = ['client', 'tap', 'server'] as const

/** The names above the lanes. */
export function LaneHeads() {
  return (
    <span className={classes.lanes}>
      {lanes.map((lane) => (
        <span key={lane} className={classes.lane} style={{ left: `${places[lane]}%` }}>
          {lane}
        </span>
      ))}
    </span>
  )
}

/** An arrow between two lanes, with what it stands for. */
export function LanesCell({ arrow }: { arrow: Arrow }) {
  const { from, to } = arrow
  const left = Math.min(places[from], places[to])
  const style = { left: `${left}%`, width: `${Math.abs(places[to] - places[from])}%` }
  const label = labelOf(arrow)
  return (
    <span className={classes.lanes}>
      {lanes.map((lane) => (
        <span key={lane} className={classes.line} style={{ left: `${places[lane]}%` }} />
      ))}
      <span
        className={classes.arrow}
        data-what={arrow.kind === 'exchange' ? 'exchange' : arrow.what}
        data-to={places[to] > places[from] ? 'right' : 'left'}
        style={style}
        title={`${label}, from ${from} to ${to}`}
      >
        <span className={`${classes.label} cut`}>{label}</span>
        <span className="unseen">
          from {from} to {to}
        </span>
      </span>
    </span>
  )
}

function labelOf(arrow: Arrow): string {
  if (arrow.kind === 'exchange') {
    const { method, status, end } = arrow
    const broke = end === null || end === 'server-clean' ? '' : `, ${endWords[end].short}`
    return `${method} ${status ?? (end === null ? '…' : 'no answer')}${broke}`
  }
  switch (arrow.what) {
    case 'result':
      return `result of ${arrow.label || 'something else'}`
    case 'error':
      return `error of ${arrow.label || 'something else'}`
    case 'invalid':
      return 'not valid JSON-RPC'
    case 'request':
    case 'notification':
      return arrow.label
  }
}
