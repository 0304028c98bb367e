// Rows of a virtual list are placed one by one, and the list around them has the focus.
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus */
import { Suspense, lazy, useEffect, useState } from 'react'
import type { CSSProperties, KeyboardEvent } from 'react'
import { List, useListRef } from 'react-window'
import type { RowComponentProps } from 'react-window'
import type { ShownSseEvent } from '../../core/api.ts'
import { useView } from '../stores/view.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { looksLikeJson, prettyJson } from '../ui/prettyJson.ts'
import { between, clock, duration } from '../ui/words.ts'
import classes from './streams.module.css'

const TextView = lazy(() => import('../ui/TextView.tsx').then(({ TextView: view }) => ({ default: view })))

const rowHeight = 22

interface EventListProps {
  captureId: number
  events: ShownSseEvent[]
  /** The frame that was asked for; if it is one of the events, that one is selected at first. */
  asked: number
}

/** The events of a stream with the time between them, and the selected one in full. */
export function EventList({ captureId, events, asked }: EventListProps) {
  const list = useListRef(null)
  const [chosen, choose] = useState(asked)
  const selected = Math.max(
    0,
    events.findIndex(({ frame }) => frame === chosen),
  )
  useEffect(() => {
    if (selected < events.length) list.current?.scrollToRow({ index: selected, align: 'auto' })
  }, [selected, events.length, list])
  const event = events[selected]
  const onKeyDown = (key: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -events.length, End: events.length }[
      key.key
    ]
    if (step === undefined) return
    key.preventDefault()
    choose(events[Math.min(events.length - 1, Math.max(0, selected + step))]?.frame ?? chosen)
  }
  return (
    <div className={classes.stream}>
      <List
        listRef={list}
        className={classes.events}
        role="listbox"
        aria-label="Events of the stream"
        aria-activedescendant={`event-${selected}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        rowComponent={EventRow}
        rowCount={events.length}
        rowHeight={rowHeight}
        rowProps={{ events, selected, choose }}
        style={{ ...trackStyle(events), flexGrow: 0, flexBasis: events.length * rowHeight }}
      />
      {events.length >= mostEvents && <OtherEvents captureId={captureId} events={events} asked={asked} />}
      {event && <EventText event={event} />}
    </div>
  )
}

/** Columns in which nothing would stand get no room. */
function trackStyle(events: readonly ShownSseEvent[]): CSSProperties {
  const types = events.some(({ event, data }) => data === null || (event ?? 'message') !== 'message')
  const ids = events.some(({ id }) => id !== null)
  const style = { '--types': types ? '72px' : '0px', '--ids': ids ? '56px' : '0px' }
  return style as CSSProperties // whose type knows no custom properties
}

// As many as the contract answers at once.
const mostEvents = 1000

function OtherEvents({ captureId, events, asked }: EventListProps) {
  const jump = useView((view) => view.jump)
  const first = events[0]?.frame ?? 0
  const last = events.at(-1)?.frame ?? 0
  // Half of them come from before the frame that was asked for, if so many do.
  const earlier = events.findIndex(({ frame }) => frame === asked) >= mostEvents / 2
  return (
    <div className={classes.others}>
      {events.length} events are shown.
      {earlier && (
        <button type="button" onClick={() => jump({ captureId, frame: first })}>
          Show earlier ones
        </button>
      )}
      <button type="button" onClick={() => jump({ captureId, frame: last })}>
        Show later ones
      </button>
    </div>
  )
}

type EventRowProps = RowComponentProps<{
  events: ShownSseEvent[]
  selected: number
  choose: (frame: number) => void
}>

function EventRow({ index, style, events, selected, choose }: EventRowProps) {
  const event = events[index]
  if (!event) return null
  const before = events[index - 1]
  const comment = event.data === null && event.comments.length > 0
  return (
    <div
      id={`event-${index}`}
      className={classes.event}
      role="option"
      aria-selected={index === selected}
      data-frame={event.frame}
      style={style}
      onMouseDown={() => choose(event.frame)}
    >
      <span>{clock(event.at)}</span>
      <span className={classes.gap}>{before ? `+${duration(between(before.at, event.at))}` : ''}</span>
      <span className="cut">{comment ? 'comment' : (event.event ?? 'message')}</span>
      <span className="cut dim">{event.id ?? ''}</span>
      <span className="cut">{(comment ? event.comments[0] : event.data?.slice(0, 200)) ?? ''}</span>
    </div>
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
