import { CloseButton, Loader } from '@mantine/core'
import { useEffect } from 'react'
import type { KeyboardEvent } from 'react'
import type { Shown, ShownExchange } from '../../core/shown.ts'
import { FrameFindings } from '../findings/FrameFindings.tsx'
import { ProcessDetail } from '../process/ProcessDetail.tsx'
import { ReplayButtons } from '../replay/ReplayButtons.tsx'
import { diagram } from '../stores/diagram.ts'
import { exchanges, messages, sessions, streams } from '../stores/rows.ts'
import { isSettled, show, showAgain, useShown } from '../stores/shown.ts'
import { openListOf, useCapture, useView } from '../stores/view.ts'
import type { DetailPart } from '../stores/view.ts'
import { focusList, places } from '../traffic/places.ts'
import { Choice } from '../ui/Choice.tsx'
import { FailureNote } from '../ui/FailureNote.tsx'
import { Half } from './Half.tsx'
import { MessageList } from './MessageList.tsx'
import { SessionFacts } from './SessionFacts.tsx'
import { Summary } from './Summary.tsx'
import classes from './detail.module.css'

/** What is selected: an exchange with request, response, events and messages, or what was said on stdio. */
export function Detail() {
  const { shown, failure, asked } = useShown()
  const { selected, select } = useView()
  useEffect(() => void show(selected), [selected])
  useRefresh(shown)
  const close = () => {
    focusList()
    select(null)
  }
  return (
    // A place to jump to; what is in it takes the focus from there.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={classes.detail} id={places.detail} tabIndex={-1} aria-label="Detail" onKeyDown={leaveOnEscape}>
      <CloseButton
        className={classes.close}
        size="sm"
        aria-label="Close detail"
        title="Close detail (Esc)"
        onClick={close}
      />
      {failure && <FailureNote failure={failure} />}
      {!shown && !failure && asked && <Loader className={classes.loader} size="sm" aria-label="Loading" />}
      {shown?.kind === 'exchange' && <ExchangeDetail shown={shown} />}
      {shown?.kind === 'process' && <ProcessDetail key={`${shown.captureId}:${shown.asked.frame}`} shown={shown} />}
    </section>
  )
}

function leaveOnEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  event.preventDefault()
  focusList()
}

function ExchangeDetail({ shown }: { shown: ShownExchange }) {
  const { part, openPart } = useView()
  const { exchange, messages: told } = shown
  const parts: Partial<Record<DetailPart, string>> = {
    request: 'Request',
    response: 'Response',
    ...(told.length > 0 && { messages: `Messages ${told.length}` }),
  }
  const open = parts[part] === undefined ? 'response' : part
  const key = `${exchange.captureId}:${exchange.frame}`
  return (
    <>
      <div className={classes.top}>
        <Summary shown={shown} />
        <SessionFacts shown={shown} />
        <FrameFindings captureId={exchange.captureId} frames={framesIn(shown)} />
        <ReplayButtons of={{ captureId: exchange.captureId, frame: exchange.frame }} replays={shown.replays} />
      </div>
      <div className={classes.parts}>
        <Choice label="Part of the exchange" value={open} options={parts} onChange={openPart} />
      </div>
      <div className={classes.part} key={key} role="tabpanel" aria-label={parts[open]}>
        {open === 'request' && <Half shown={shown} side="request" />}
        {open === 'response' && <Half shown={shown} side="response" />}
        {open === 'messages' && <MessageList messages={told} asked={shown.asked.frame} />}
      </div>
    </>
  )
}

const framesIn = ({ exchange, messages: told, events }: ShownExchange): number[] => [
  ...new Set([
    exchange.frame,
    ...exchange.parts,
    ...told.map(({ frame }) => frame),
    ...events.map(({ frame }) => frame),
  ]),
]

/** The rows of the list that is open: they are new whenever it has news. */
function useNews(): readonly unknown[] {
  const capture = useCapture()
  const list = openListOf(
    useView((view) => view.list),
    capture,
  )
  const news = {
    exchanges: exchanges.use().rows,
    messages: messages.use().rows,
    streams: streams.use().rows,
    diagram: diagram.use().rows,
    // Findings seldom change; the sessions beside them are asked for whenever the capture does.
    findings: sessions.use().rows,
  }
  return news[list]
}

/** Asks again when its list has news, for as long as anything can still happen to what is shown. */
function useRefresh(shown: Shown | null): void {
  const news = useNews()
  useEffect(() => {
    if (!shown || isSettled(shown)) return
    const timer = setTimeout(showAgain, 300)
    return () => clearTimeout(timer)
    // Only news of the list are a reason; each answer makes another `shown`.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [news])
}
