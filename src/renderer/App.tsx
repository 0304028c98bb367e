import { useEffect } from 'react'
import { NewCapture } from './captures/NewCapture.tsx'
import { RemoveCapture } from './captures/RemoveCapture.tsx'
import { Welcome } from './captures/Welcome.tsx'
import { ExportDialog } from './export/ExportDialog.tsx'
import { ImportNote } from './export/ImportNote.tsx'
import { Panes } from './Panes.tsx'
import { ReplayDialog } from './replay/ReplayDialog.tsx'
import { useConnection } from './stores/connection.ts'
import { captures } from './stores/rows.ts'
import { useTaps } from './stores/taps.ts'
import { useCapture } from './stores/view.ts'
import { focusFilter } from './traffic/places.ts'
import { ConnectionBanner } from './ui/ConnectionBanner.tsx'
import { FailureNote } from './ui/FailureNote.tsx'
import { TopBar } from './TopBar.tsx'
import classes from './App.module.css'

/** The window: a bar, and below it what there is to see. */
export function App() {
  const capture = useCapture()
  useEffect(() => captures.ask({}, true), [])
  useFilterKey()
  return (
    <div className={classes.window}>
      <TopBar capture={capture} />
      <Failures />
      <ImportNote />
      {capture ? (
        <main className={classes.panes}>
          <Panes capture={capture} />
        </main>
      ) : (
        <Nothing />
      )}
      <NewCapture />
      <RemoveCapture />
      <ReplayDialog />
      <ExportDialog />
    </div>
  )
}

function Failures() {
  const { failure, dialog, dismiss } = useTaps()
  const listing = captures.use((state) => state.failure)
  const reach = useConnection((connection) => connection.reach)
  return (
    <>
      <ConnectionBanner />
      {listing && reach === 'there' && <FailureNote failure={listing} />}
      {failure && dialog === null && reach === 'there' && <FailureNote failure={failure} onClose={dismiss} />}
    </>
  )
}

function Nothing() {
  const answered = captures.use((state) => state.answered)
  return answered ? <Welcome /> : <main className={classes.waiting} aria-busy="true" aria-label="Loading" />
}

/** `/` leads to the filter from anywhere but a field. */
function useFilterKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement &&
        event.target.closest('input, textarea, [contenteditable=true], [role=dialog]')
      if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && focusFilter()) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
