import type { KeyboardEvent } from 'react'
import type { FindingRow } from '../../core/diagnosis/finding.ts'
import { useView } from '../stores/view.ts'
import { focusList, places } from '../traffic/places.ts'
import { count, sessionName } from '../ui/words.ts'
import { SeverityBadge } from './FindingBadge.tsx'
import { FindingLink } from './FindingLink.tsx'
import { sideWords, specParts } from './words.ts'
import classes from './findings.module.css'

interface FindingCardProps {
  finding: FindingRow
  /** Where those are found that it explains, or that explain it. */
  all: readonly FindingRow[]
}

/** A finding in full: what broke, by whom, the frames that prove it, and what to do. */
export function FindingCard({ finding, all }: FindingCardProps) {
  const { key, title, text, fix, spec, cause } = finding
  const explains = all.filter((other) => other.cause === key && other.key !== key)
  const explainedBy = all.find((other) => other.key === cause)
  return (
    // A scroller that the keyboard must reach.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions
    <section className={classes.card} id={places.finding} tabIndex={0} aria-label="Finding" onKeyDown={leaveOnEscape}>
      <h2 className={classes.heading}>{title}</h2>
      <Standing finding={finding} />
      <p className={classes.text}>{text}</p>
      <h3 className={classes.part}>Proof</h3>
      <Proof finding={finding} />
      <h3 className={classes.part}>Fix</h3>
      <p className={classes.text}>{fix}</p>
      <p className={classes.spec}>
        See{' '}
        {specParts(spec).map((part, index) => (
          <span key={part.text}>
            {index > 0 && '; '}
            {part.url === null ? (
              part.text
            ) : (
              <a href={part.url} target="_blank" rel="noreferrer">
                {part.text}
              </a>
            )}
          </span>
        ))}
      </p>
      {explainedBy && <Related words="Explained by" findings={[explainedBy]} />}
      {explains.length > 0 && <Related words="Explains" findings={explains} />}
    </section>
  )
}

function leaveOnEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape') return
  event.preventDefault()
  focusList()
}

/** How bad it is, how sure, whose fault, how often and in which session. */
function Standing({ finding }: { finding: FindingRow }) {
  const { side, confidence, session, count: times, id } = finding
  const { session: only, openSession } = useView()
  return (
    <p className={classes.standing}>
      <SeverityBadge finding={finding} />
      <span>{confidence}</span>
      <span>at fault: {sideWords[side]}</span>
      {times > 1 && <span>seen {count(times, 'time')}</span>}
      {session !== null && (
        <button
          type="button"
          className={classes.link}
          title={session === only ? 'Show all sessions' : 'Show only this session'}
          onClick={() => openSession(session === only ? null : session)}
        >
          session {sessionName(session)}
        </button>
      )}
      <code className="mono dim">{id}</code>
    </p>
  )
}

/** Each frame with its part in the proof; pressing one shows it. */
function Proof({ finding: { captureId, frames } }: { finding: FindingRow }) {
  const jump = useView((view) => view.jump)
  return (
    <ul className={classes.proof}>
      {frames.map(({ frame, part }) => (
        <li key={`${frame} ${part}`}>
          <button type="button" className={classes.link} onClick={() => jump({ captureId, frame })}>
            frame {frame}
          </button>{' '}
          — {part}
        </li>
      ))}
    </ul>
  )
}

function Related({ words, findings }: { words: string; findings: readonly FindingRow[] }) {
  return (
    <>
      <h3 className={classes.part}>{words}</h3>
      <ul className={classes.proof}>
        {findings.map((finding) => (
          <li key={finding.key}>
            <FindingLink finding={finding} />
          </li>
        ))}
      </ul>
    </>
  )
}
