import type { MessageRow } from '../../core/message.ts'
import { markMessage } from '../messages/columns.tsx'
import { FrameLink } from '../ui/FrameLink.tsx'
import { Mark } from '../ui/Mark.tsx'
import { size } from '../ui/words.ts'
import { List } from 'react-window'
import type { RowComponentProps } from 'react-window'
import classes from './detail.module.css'

interface MessageListProps {
  messages: MessageRow[]
  /** The frame that was asked for. */
  asked: number
}

/** The JSON-RPC messages of an exchange, each with the one it answers or is answered by. */
export function MessageList({ messages, asked }: MessageListProps) {
  return (
    <List
      className={classes.messages}
      // A scroller that the keyboard must reach.
      tabIndex={0}
      aria-label="Messages"
      rowComponent={MessageItem}
      rowCount={messages.length}
      rowHeight={44}
      rowProps={{ messages, asked }}
    />
  )
}

function MessageItem({ index, style, ariaAttributes, messages, asked }: RowComponentProps<MessageListProps>) {
  const message = messages[index]
  if (!message) return null
  const { captureId, frame, direction, kind, method, name, id, code, answers, answeredBy } = message
  const mark = markMessage(message)
  return (
    <div className={classes.message} style={style} data-asked={frame === asked || undefined} {...ariaAttributes}>
      <div className="cut">
        {mark && <Mark {...mark} />} <FrameLink captureId={captureId} frame={frame} />{' '}
        {direction === 'to-server' ? '→ server' : '← client'} <strong>{kind}</strong>{' '}
        <span className="mono">
          {method} {name}
        </span>
      </div>
      <div className="dim cut">
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
      </div>
    </div>
  )
}
