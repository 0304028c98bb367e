import { MergeView } from '@codemirror/merge'
import { useEffect, useRef } from 'react'
import { reading } from './editorLook.ts'
import classes from './TextDiff.module.css'

interface TextDiffProps {
  original: string
  replay: string
  json: boolean
}

/** Two texts side by side, with what differs marked and what is the same folded away. */
export function TextDiff({ original, replay, json }: TextDiffProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!place.current) return
    const view = new MergeView({
      parent: place.current,
      a: { doc: original, extensions: reading(original, json, 'Body of the original') },
      b: { doc: replay, extensions: reading(replay, json, 'Body of the replay') },
      collapseUnchanged: { margin: 2, minSize: 6 },
      gutter: true,
      // Comparing is quadratic; beyond this it gets coarse instead of slow.
      diffConfig: { scanLimit: 500, timeout: 300 },
    })
    return () => view.destroy()
  }, [original, replay, json])
  return <div className={classes.diff} ref={place} />
}
