import type { ReactNode } from 'react'
import type { MessageRow } from '../../core/message.ts'
import { markMessage } from '../messages/columns.tsx'
import { FrameLink } from '../ui/FrameLink.tsx'
import { Mark } from '../ui/Mark.tsx'
import { size } from '../ui/words.ts'

/** Where a message went and what it is. `link`: a link to its frame, if there is to be one. */
export function MessageTitle({ message, link }: { message: MessageRow; link?: ReactNode }) {
  const { direction, kind, method, name } = message
  const mark = markMessage(message)
  return (
    <>
      {mark && <Mark {...mark} />} {link} {direction === 'to-server' ? '→ server' : '← client'} <strong>{kind}</strong>{' '}
      <span className="mono">
        {method} {name}
      </span>
    </>
  )
}

/** The id of a message, the messages it answers and is answered by, and its size. */
export function MessageFacts({ message }: { message: MessageRow }) {
  const { captureId, kind, id, code, answers, answeredBy } = message
  return (
    <>
      {id !== null && <>id {JSON.stringify(id)} · </>}
      {code !== null && <>code {code} · </>}
      {answers !== null && (
        <>
          answers <FrameLink captureId={captureId} frame={answers} />
          {' · '}
        </>
      )}
      {answeredBy !== null && (
        <>
          answered by <FrameLink captureId={captureId} frame={answeredBy} />
          {' · '}
        </>
      )}
      {kind === 'request' && answeredBy === null && 'not answered · '}
      {size(message.size)}
    </>
  )
}
