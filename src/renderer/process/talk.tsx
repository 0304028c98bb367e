import type { ShownProcessEvent } from '../../core/api.ts'
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
  if (what === 'stderr') return 'A line on stderr'
  if (what === 'stdin' || what === 'stdout') return `A line on ${what} that is no message`
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** Widths of the cells of a row: time, gap since the row above, who, text. */
export const talkTracks = '87px 72px 66px minmax(80px, 1fr)'

/** The cells of a row. */
export function talkCells({ at, what, text }: ShownProcessEvent, before: ShownProcessEvent | undefined) {
  return (
    <>
      <span>{clock(at)}</span>
      <span className={classes.gap}>{before ? `+${duration(between(before.at, at))}` : ''}</span>
      <span data-what={what} className={classes.sign}>
        {signs[what]}
      </span>
      <span data-what={what} className={`${classes.said} cut`}>
        {text.slice(0, 200)}
      </span>
    </>
  )
}
