import type { ShownProcessEvent } from '../../core/shown.ts'
import type { MessageRow } from '../../core/message.ts'
import { between, clock, duration } from '../ui/words.ts'
import classes from './process.module.css'

type What = ShownProcessEvent['what']

/** Who says something to whom; told by words and signs, so that no colour is needed. */
const signs: Record<What, string> = {
  stdin: '→ server',
  stdout: '← client',
  stderr: '! stderr',
  spawn: '● start',
  closed: '○ closed',
  exit: '● exit',
  gap: '… gap',
}

/** Whether an event is a line of one of the streams. */
export function isLine({ what }: ShownProcessEvent): boolean {
  return what === 'stdin' || what === 'stdout' || what === 'stderr'
}

/** An event that holds no message, in words. */
export function titleOf({ what, text }: ShownProcessEvent): string {
  if (what === 'spawn') return 'The start of the command'
  if (what === 'exit') return 'The end of the command'
  if (what === 'stderr') return 'A line on stderr'
  if (what === 'stdin' || what === 'stdout') return `A line on ${what} that is no message`
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** Widths of the cells of a row: time, gap since the row above, who, text. */
export const talkTracks = '87px 72px 66px minmax(80px, 1fr)'

/** What stands in the cells of a row: of a line with messages what they are, of another its text. */
export function talkCells(messages: readonly MessageRow[]) {
  const byFrame = new Map(messages.map((message) => [message.frame, message]))
  return function cells({ frame, at, what, text }: ShownProcessEvent, before: ShownProcessEvent | undefined) {
    const message = byFrame.get(frame)
    return (
      <>
        <span>{clock(at)}</span>
        <span className={classes.gap}>{before ? `+${duration(between(before.at, at))}` : ''}</span>
        <span data-what={what} className={classes.sign}>
          {signs[what]}
        </span>
        <span data-what={what} className={`${classes.said} cut`} title={text.slice(0, 1000)}>
          {message && message.kind !== 'invalid' ? wordsOf(message) : text.slice(0, 200)}
        </span>
      </>
    )
  }
}

function wordsOf({ kind, method, name }: MessageRow): string {
  return [kind, method, name].filter((word) => word !== null).join(' ')
}
