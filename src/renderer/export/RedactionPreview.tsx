import { useExports } from '../stores/exports.ts'
import { count } from '../ui/words.ts'
import classes from './export.module.css'

const most = 50

/** What will stand in the file in place of credentials, with its frames. */
export function RedactionPreview() {
  const preview = useExports((state) => state.preview)
  if (!preview) return <div className="dim">Looking for credentials…</div>
  const { hidden, all } = preview
  const where = all ? '' : ' in its first megabyte'
  if (hidden.length === 0) return <div className="dim">Nothing{where} looks like a credential.</div>
  return (
    <div>
      <div className="dim">
        {count(hidden.length, 'credential')}
        {where} will read as a hash:
      </div>
      {/* A scroller that the keyboard must reach. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={`${classes.preview} mono`} tabIndex={0} aria-label="What is taken out">
        {hidden.slice(0, most).map(({ frame, line }, index) => (
          // The same line can stand in a frame twice.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            {frame > 0 && <span className="dim">#{frame} </span>}
            {line}
          </li>
        ))}
        {hidden.length > most && <li className="dim">and {hidden.length - most} more</li>}
      </ul>
    </div>
  )
}
