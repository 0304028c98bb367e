import { Button } from '@mantine/core'
import { Suspense, lazy } from 'react'
import type { Difference } from '../../core/api.ts'
import type { ShownExchange } from '../../core/shown.ts'
import { summaryOf } from '../detail/summary.ts'
import type { Replay } from '../stores/replays.ts'
import { useView } from '../stores/view.ts'
import { looksLikeJson, prettyJson } from '../ui/prettyJson.ts'
import { count } from '../ui/words.ts'
import { outcomeOf } from './outcome.ts'
import classes from './replay.module.css'

const TextDiff = lazy(() => import('../ui/TextDiff.tsx').then(({ TextDiff: view }) => ({ default: view })))

interface ReplayResultProps {
  done: Extract<Replay, { state: 'done' }>
  onClose: () => void
}

/** The original and its replay: in a sentence, as a table of what differs, and side by side. */
export function ReplayResult({ done, onClose }: ReplayResultProps) {
  const { answer, mode, original, replay } = done
  const jump = useView((view) => view.jump)
  const leave = () => {
    onClose()
    jump(answer.exchange)
  }
  return (
    <div className={classes.dialog}>
      <div className={classes.top}>
        <output className={classes.outcome}>{outcomeOf(answer, mode)}</output>
        {answer.others.length > 0 && (
          <span className="dim">with {count(answer.others.length, 'more exchange')} to open and close the session</span>
        )}
        <Button data-autofocus onClick={leave}>
          Go to frame {answer.exchange.frame}
        </Button>
      </div>
      <Differences diff={answer.diff} />
      <div className={classes.sides}>
        <Side title={`Original, frame ${original.exchange.frame}`} shown={original} differs={namesOf(answer.diff)} />
        <Side title={`Replay, frame ${replay.exchange.frame}`} shown={replay} differs={namesOf(answer.diff)} />
      </div>
      <Bodies original={original} replay={replay} />
    </div>
  )
}

function Differences({ diff }: { diff: Difference[] }) {
  if (diff.length === 0) return <p className={classes.same}>Nothing differs: request and answer are the same.</p>
  return (
    // A scroller that the keyboard must reach.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={classes.scroll} tabIndex={0} aria-label="Differences">
      <table className={classes.table}>
        <thead>
          <tr>
            <th>What differs</th>
            <th>Original</th>
            <th>Replay</th>
          </tr>
        </thead>
        <tbody>
          {diff.map(({ part, at, original, replay }) => (
            <tr key={`${part} ${at}`}>
              <td>
                {part} {at !== null && <span className="mono">{at}</span>}
              </td>
              <td className="mono">{original?.slice(0, 300) ?? <i>absent</i>}</td>
              <td className="mono">{replay?.slice(0, 300) ?? <i>absent</i>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface SideProps {
  title: string
  shown: ShownExchange
  /** Response headers that are not the same on both sides, in lower case. */
  differs: ReadonlySet<string>
}

function Side({ title, shown, differs }: SideProps) {
  return (
    <section className={classes.side} aria-label={title}>
      <h3>{title}</h3>
      <p className="dim">{summaryOf(shown.exchange)}</p>
      {shown.response && <div className={`${classes.status} mono`}>{shown.response.startLine}</div>}
      {shown.response?.headers.map(([name, value], index) => {
        const other = differs.has(name.toLowerCase())
        return (
          // Headers may repeat; their place is what tells them apart.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={`${classes.header} mono`} data-differs={other || undefined}>
            {other && <span title="Differs">≠ </span>}
            {name}: {value}
          </div>
        )
      })}
    </section>
  )
}

function Bodies({ original, replay }: { original: ShownExchange; replay: ShownExchange }) {
  const [before, after] = [textOf(original), textOf(replay)]
  if (before === after) {
    return (
      <p className={classes.same}>
        {before === '' ? 'Neither answer has a body.' : 'Both answers have the same body.'}
      </p>
    )
  }
  const json = looksLikeJson(before) || looksLikeJson(after)
  return (
    <Suspense fallback={<p className="dim">Comparing the bodies…</p>}>
      <TextDiff original={before} replay={after} json={json} />
    </Suspense>
  )
}

/** The body of a response as text to compare; of an event stream, its events. */
function textOf({ responseBody, events }: ShownExchange): string {
  if (responseBody === null) return events.map(({ data, text }) => (data === null ? text : prettyJson(data))).join('\n')
  if (responseBody.text === null) return `${responseBody.size} bytes that are not text`
  return looksLikeJson(responseBody.text) ? prettyJson(responseBody.text) : responseBody.text
}

function namesOf(diff: readonly Difference[]): ReadonlySet<string> {
  return new Set(diff.flatMap(({ part, at }) => (part === 'response header' && at !== null ? [at.toLowerCase()] : [])))
}
