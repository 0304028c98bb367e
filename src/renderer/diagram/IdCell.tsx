import type { DiagramRow } from '../../core/diagram.ts'
import type { IdMark } from '../../core/timeline.ts'
import classes from './diagram.module.css'

/** The sign of each event on the id's path, the most telling first: only that one is drawn. */
const signs: [IdMark, string][] = [
  ['foreign', '✕'],
  ['refused', '✕'],
  ['after its end', '✕'],
  ['missing', '○'],
  ['ended the session', '■'],
  ['issued', '◆'],
  ['minted', '◌'],
  ['carried', '●'],
]

const good: readonly IdMark[] = ['issued', 'carried', 'ended the session']

/** The path of the session's id: a line while it is good, with what happened to it in words. */
export function IdCell({ row: { path, id: marks } }: { row: DiagramRow }) {
  const [mark, sign] = signs.find(([one]) => marks.includes(one)) ?? []
  // That it was carried goes without saying where there is more to say.
  const told = marks.length > 1 ? marks.filter((one) => one !== 'carried') : marks
  const wrong = marks.some((one) => !good.includes(one))
  const words = told.map((one) => (one === 'ended the session' ? 'ended' : one)).join(', ')
  return (
    <span className={classes.id} title={words === '' ? undefined : `The session id: ${words}`}>
      <span className={classes.path} data-path={path}>
        {mark && (
          <span className={classes.node} data-wrong={wrong || undefined} aria-hidden>
            {sign}
          </span>
        )}
      </span>
      <span className={`${classes.idWords} cut`} data-wrong={wrong || undefined}>
        {words}
      </span>
    </span>
  )
}
