import type { MessageRow } from '../../core/message.ts'
import { FrameLink } from '../ui/FrameLink.tsx'
import { MessageFacts, MessageTitle } from './MessageWords.tsx'
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
  const { captureId, frame } = message
  return (
    <div className={classes.message} style={style} data-asked={frame === asked || undefined} {...ariaAttributes}>
      <div className="cut">
        <MessageTitle message={message} link={<FrameLink captureId={captureId} frame={frame} />} />
      </div>
      <div className="dim cut">
        <MessageFacts message={message} />
      </div>
    </div>
  )
}
