import { useMemo, useState } from 'react'
import type { ShownProcess, ShownProcessEvent } from '../../core/shown.ts'
import { Body } from '../detail/Body.tsx'
import detail from '../detail/detail.module.css'
import { MessageFacts, MessageTitle } from '../detail/MessageWords.tsx'
import { FrameFindings } from '../findings/FrameFindings.tsx'
import { MoreFrames } from '../ui/MoreFrames.tsx'
import { PickList } from '../ui/PickList.tsx'
import { dayAndTime } from '../ui/words.ts'
import { ProcessFacts } from './ProcessFacts.tsx'
import { isLine, talkCells, talkTracks, titleOf } from './talk.tsx'
import classes from './process.module.css'

// As many as the contract answers at once.
const mostEvents = 400

/** A line of a process in full, and below it what was said around it; another one can be picked there. */
export function ProcessDetail({ shown }: { shown: ShownProcess }) {
  const { captureId, events, messages, asked } = shown
  const [chosen, choose] = useState(asked.frame)
  // A batch takes several frames, and is listed at the first.
  const picked = Math.max(
    0,
    events.findLastIndex(({ frame }) => frame <= chosen),
  )
  const event = events[picked]
  const cells = useMemo(() => talkCells(messages), [messages])
  const many = events.length >= mostEvents
  return (
    <>
      <div className={detail.top}>
        {event && <Title shown={shown} event={event} chosen={chosen} />}
        <ProcessFacts shown={shown} />
        {event && <FrameFindings captureId={captureId} frames={[event.frame, chosen]} />}
      </div>
      <div className={detail.part}>
        {event && isLine(event) && (
          <Body
            key={event.frame}
            captureId={captureId}
            label="Line"
            body={event}
            told={`on ${event.what}`}
            encoding={null}
            structured={event.what !== 'stderr'}
          />
        )}
        <h3 className={classes.heading}>What was said</h3>
        <PickList
          label="What was said"
          rows={events}
          picked={picked}
          pick={({ frame }) => choose(frame)}
          tracks={talkTracks}
          cells={cells}
          grows
        />
        <MoreFrames
          captureId={captureId}
          rows={events}
          earlier={many && events[0]?.what !== 'spawn'}
          later={many && events.at(-1)?.what !== 'exit'}
        />
      </div>
    </>
  )
}

interface TitleProps {
  shown: ShownProcess
  event: ShownProcessEvent
  chosen: number
}

/** What the picked event is: of a line its message, and where the answer is. */
function Title({ shown: { events, messages }, event, chosen }: TitleProps) {
  const next = events.find(({ frame }) => frame > event.frame)?.frame ?? Number.POSITIVE_INFINITY
  const inLine = messages.filter(({ frame }) => frame >= event.frame && frame < next)
  const message = inLine.find(({ frame }) => frame === chosen) ?? inLine[0]
  return (
    <>
      <h2 className={detail.summary}>{message ? <MessageTitle message={message} /> : titleOf(event)}</h2>
      <p className={detail.facts}>
        Frame {message?.frame ?? event.frame} · {dayAndTime(event.at)}
        {inLine.length > 1 && message && ` · message ${inLine.indexOf(message) + 1} of ${inLine.length} in its line`}
        {message && (
          <>
            {' · '}
            <MessageFacts message={message} />
          </>
        )}
      </p>
    </>
  )
}
