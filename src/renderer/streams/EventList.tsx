import { Suspense, lazy, useState } from 'react'
import type { ShownSseEvent } from '../../core/shown.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { MoreFrames } from '../ui/MoreFrames.tsx'
import { PickList } from '../ui/PickList.tsx'
import { looksLikeJson, prettyJson } from '../ui/prettyJson.ts'
import { between, clock, duration } from '../ui/words.ts'
import classes from './streams.module.css'

const TextView = lazy(() => import('../ui/TextView.tsx').then(({ TextView: view }) => ({ default: view })))

// As many as the contract answers at once.
const mostEvents = 1000

interface EventListProps {
  captureId: number
  events: ShownSseEvent[]
  /** The frame that was asked for; if it is one of the events, that one is selected at first. */
  asked: number
}

/** The events of a stream with the time between them, and the selected one in full. */
export function EventList({ captureId, events, asked }: EventListProps) {
  const [chosen, choose] = useState(asked)
  const selected = Math.max(
    0,
    events.findIndex(({ frame }) => frame === chosen),
  )
  const event = events[selected]
  const many = events.length >= mostEvents
  // Half of them come from before the frame that was asked for, if so many do.
  const earlier = many && events.findIndex(({ frame }) => frame === asked) >= mostEvents / 2
  return (
    <div className={classes.stream}>
      <PickList
        label="Events of the stream"
        rows={events}
        picked={selected}
        pick={({ frame }) => choose(frame)}
        tracks={tracksOf(events)}
        cells={cellsOf}
      />
      <MoreFrames captureId={captureId} rows={events} earlier={earlier} later={many} />
      {event && <EventText event={event} />}
    </div>
  )
}

/** Columns in which nothing would stand get no room. */
function tracksOf(events: readonly ShownSseEvent[]): string {
  const types = events.some(({ event, data }) => data === null || (event ?? 'message') !== 'message')
  const ids = events.some(({ id }) => id !== null)
  return `87px 72px ${types ? '72px' : '0px'} ${ids ? '56px' : '0px'} minmax(80px, 1fr)`
}

function cellsOf(event: ShownSseEvent, before: ShownSseEvent | undefined) {
  const comment = event.data === null && event.comments.length > 0
  return (
    <>
      <span>{clock(event.at)}</span>
      <span className={classes.gap}>{before ? `+${duration(between(before.at, event.at))}` : ''}</span>
      <span className="cut">{comment ? 'comment' : (event.event ?? 'message')}</span>
      <span className="cut dim">{event.id ?? ''}</span>
      <span className="cut">{(comment ? event.comments[0] : event.data?.slice(0, 200)) ?? ''}</span>
    </>
  )
}

function EventText({ event }: { event: ShownSseEvent }) {
  const { data, text, retry, id, frame } = event
  const json = data !== null && looksLikeJson(data)
  const seen = json ? prettyJson(data) : text
  return (
    <div className={classes.open}>
      <div className={classes.openBar}>
        <span className="dim">
          Frame {frame} · {event.event ?? 'message'}
          {id !== null && ` · id ${id}`}
          {retry !== null && ` · retry ${retry} ms`}
        </span>
        <CopyButton text={text} what="event as it came" />
      </div>
      <Suspense fallback={null}>
        <TextView text={seen} json={json} label="Data of the event" />
      </Suspense>
    </div>
  )
}
