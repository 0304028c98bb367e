import { Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useImports } from '../stores/imports.ts'
import { FailureNote } from '../ui/FailureNote.tsx'
import { size } from '../ui/words.ts'
import classes from './export.module.css'

/** Takes traces that are dropped on the window, and says how an import goes. */
export function ImportNote() {
  const { running, failure, dismiss } = useImports()
  const isOver = useDrop()
  return (
    <>
      {isOver && <div className={classes.drop}>Drop a trace to import it</div>}
      {running && (
        <output className={classes.running}>
          <Loader size={14} aria-hidden /> Importing {running.name}, {size(running.size)}…
        </output>
      )}
      {failure && <FailureNote failure={failure} onClose={dismiss} />}
    </>
  )
}

/** Whether a file is held over the window; imports what is let go. */
function useDrop(): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (!holdsFile(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      // Only who leaves the window goes to nothing; everybody else goes to another element of it.
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!holdsFile(event)) return
      event.preventDefault()
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (file) void useImports.getState().importFile(file)
    }
    const listeners = { dragenter: onDrag, dragover: onDrag, dragleave: onLeave, drop: onDrop }
    const all = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][] // its own entries
    for (const [name, listener] of all) document.addEventListener(name, listener)
    return () => {
      for (const [name, listener] of all) document.removeEventListener(name, listener)
    }
  }, [])
  return isOver
}

/** Text that is dragged goes where it is let go, as into the filter. */
const holdsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
