import type { ShownExchange } from '../../core/shown.ts'
import type { ExchangeRow } from '../../core/exchange.ts'
import { markExchange } from '../exchanges/columns.tsx'
import { FrameLink } from '../ui/FrameLink.tsx'
import { Mark } from '../ui/Mark.tsx'
import { count, dayAndTime } from '../ui/words.ts'
import { phasesOf, summaryOf } from './summary.ts'
import classes from './detail.module.css'

/** What happened, in words, and where in the capture. */
export function Summary({ shown }: { shown: ShownExchange }) {
  const { exchange, rewrites, asked } = shown
  const mark = markExchange(exchange)
  return (
    <>
      <h2 className={classes.summary} data-mark={mark?.kind}>
        {mark && <Mark {...mark} />} {summaryOf(exchange)}
      </h2>
      <p className={classes.facts}>
        Frame {exchange.frame}
        {asked.frame !== exchange.frame && ` (frame ${asked.frame} came in it)`} · {dayAndTime(exchange.startedAt)} ·
        connection {exchange.connection} from <span className="mono">{exchange.client}</span>
        {exchange.replayOf !== null && <ReplayOf captureId={exchange.captureId} replayOf={exchange.replayOf} />}
        {exchange.dropped > 0 && (
          <>
            {' · '}
            <Mark kind="warning" label="Not all of it was captured" /> {count(exchange.dropped, 'copy', 'copies')}{' '}
            dropped
          </>
        )}
        {exchange.unrecorded > 0 && ` · ${count(exchange.unrecorded, 'piece')} passed while recording was paused`}
      </p>
      <Phases exchange={exchange} />
      {rewrites.map(({ what, original, changed }) => (
        <p className={classes.facts} key={what + original}>
          The tap changed the {what}: <span className="mono">{original}</span> became{' '}
          <span className="mono">{changed}</span>, so that the client stays on the tap.
        </p>
      ))}
    </>
  )
}

/** How the server was reached, and what each part took. */
function Phases({ exchange }: { exchange: ExchangeRow }) {
  const { remote, tls, proxy } = exchange
  const way = [remote && `server at ${remote}`, proxy && `through the ${proxy}`, tls].filter(Boolean).join(', ')
  const told = [way, ...phasesOf(exchange)].filter(Boolean).join(' · ')
  return told && <p className={classes.facts}>{told}</p>
}

function ReplayOf({ captureId, replayOf }: { captureId: number; replayOf: string }) {
  const [frame = 0, capture = captureId] = replayOf.split(':').map(Number).reverse()
  return (
    <>
      {' · replay of '}
      <FrameLink captureId={capture} frame={frame} />
    </>
  )
}
