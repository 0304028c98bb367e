import { Button } from '@mantine/core'
import { Suspense, lazy, useMemo, useState } from 'react'
import type { ShownBody } from '../../core/shown.ts'
import { bodyKey, loadBody, useBodies } from '../stores/bodies.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { FailureNote } from '../ui/FailureNote.tsx'
import { looksLikeJson, prettyJson } from '../ui/prettyJson.ts'
import { size } from '../ui/words.ts'
import classes from './detail.module.css'

const TextView = lazy(() => import('../ui/TextView.tsx').then(({ TextView: view }) => ({ default: view })))

interface BodyProps {
  captureId: number
  label: 'Body' | 'Line'
  body: Pick<ShownBody, 'frame' | 'size' | 'kept' | 'text' | 'shortened'>
  /** What it is said to be. */
  told: string
  /** Its `Content-Encoding`. */
  encoding: string | null
  /** Whether it can be JSON. */
  structured: boolean
}

/** A body or a line: indented or as it came; a long one at first only its beginning. */
export function Body({ captureId, label, body, told, encoding, structured }: BodyProps) {
  const [raw, setRaw] = useState(false)
  const ref = { captureId, frame: body.frame }
  const whole = useBodies((bodies) => bodies[bodyKey(ref)])
  const text = whole?.state === 'here' ? whole.text : body.text
  const json = structured && text !== null && looksLikeJson(text)
  const seen = useMemo(() => (text !== null && json && !raw ? prettyJson(text) : text), [text, json, raw])
  const shortened = body.shortened && whole?.state !== 'here'
  return (
    <div className={classes.body}>
      <div className={classes.bodyBar}>
        <span className="dim">
          {size(body.size)} {told}
          {body.kept < body.size && `; only ${size(body.kept)} were kept`}
          {shortened && text !== null && `; the first ${size(text.length)} are shown`}
        </span>
        <span className={classes.bodyActions}>
          {shortened && (
            <Button
              size="compact-xs"
              variant="default"
              loading={whole?.state === 'loading'}
              onClick={() => void loadBody(ref, encoding)}
            >
              Load all {size(body.kept)}
            </Button>
          )}
          {json && (
            <Button size="compact-xs" variant="default" aria-pressed={raw} onClick={() => setRaw(!raw)}>
              {raw ? 'Indent' : 'As it came'}
            </Button>
          )}
          {seen !== null && <CopyButton text={seen} what={label.toLowerCase()} />}
        </span>
      </div>
      {whole?.state === 'failed' && <FailureNote failure={whole.failure} />}
      {seen === null ? (
        <p className={classes.none}>
          This body is not text. Save it with: tapscope show {`${captureId}:${body.frame}`} --raw
        </p>
      ) : (
        <Suspense fallback={<pre className={classes.plain}>{seen.slice(0, 4000)}</pre>}>
          <TextView text={seen} json={json} label={label} />
        </Suspense>
      )}
    </div>
  )
}
