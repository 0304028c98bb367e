import type { ShownHead } from '../../core/shown.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import classes from './detail.module.css'

/** A head exactly as it came: first line, then headers in their order and case. */
export function Head({ head }: { head: ShownHead }) {
  const text = [head.startLine, ...head.headers.map(([name, value]) => `${name}: ${value}`)].join('\r\n')
  return (
    <div className={classes.head}>
      <div className={classes.startLine}>
        <span className="mono">{head.startLine}</span>
        <CopyButton text={text} what="head" />
      </div>
      {head.headers.map(([name, value], index) => (
        // Headers may repeat; their place is what tells them apart.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className={`${classes.header} mono`}>
          <span className={classes.headerName}>{name}:</span> <span>{value}</span>
        </div>
      ))}
    </div>
  )
}
