import { useEffect } from 'react'
import type { CaptureRow } from '../../core/api.ts'
import { Diagram } from '../diagram/Diagram.tsx'
import { exchangeColumns, markExchange } from '../exchanges/columns.tsx'
import { Findings } from '../findings/Findings.tsx'
import { markMessage, messageColumns } from '../messages/columns.tsx'
import { SessionStrip } from '../sessions/SessionStrip.tsx'
import { useFindings, watchFindings } from '../stores/findings.ts'
import { exchanges, messages, streams } from '../stores/rows.ts'
import { openListOf, useView } from '../stores/view.ts'
import type { ListKind, Tab } from '../stores/view.ts'
import { markStream, streamColumns } from '../streams/columns.tsx'
import { Choice } from '../ui/Choice.tsx'
import { FilterFault, FilterField } from './FilterField.tsx'
import { places } from './places.ts'
import { TrafficGrid } from './TrafficGrid.tsx'
import classes from './Traffic.module.css'

const labels: Record<ListKind, string> = { exchanges: 'Exchanges', messages: 'Messages', streams: 'Streams' }

/** A capture: its lists of exchanges, messages and streams, the diagram of a session, and what was found. */
export function Traffic({ capture }: { capture: CaptureRow }) {
  const { list: chosen, openList } = useView()
  const { captureId } = capture
  const open = openListOf(chosen, capture)
  useEffect(() => watchFindings(captureId), [captureId])
  const found = useFindings(({ roots }) => roots.length)
  const tabs: Record<Tab, string> = {
    ...labels,
    diagram: 'Diagram',
    findings: found > 0 ? `Findings ${found}` : 'Findings',
  }
  const list = open === 'diagram' || open === 'findings' ? null : open
  return (
    <section className={classes.traffic} aria-label="Traffic">
      <div className={classes.bar}>
        <Choice label="List" value={open} options={tabs} onChange={openList} />
        {list && <FilterField key={`${captureId} ${list}`} kind={list} />}
      </div>
      {list && <FilterFault kind={list} />}
      <SessionStrip />
      <div className={classes.list} id={places.list} key={captureId}>
        {open === 'findings' && <Findings capture={capture} />}
        {open === 'diagram' && <Diagram capture={capture} />}
        {list && <List capture={capture} list={list} />}
      </div>
    </section>
  )
}

function List({ capture, list }: { capture: CaptureRow; list: ListKind }) {
  const filter = useView(({ filters }) => filters[list]).trim()
  const given = { capture, filter, label: labels[list] }
  switch (list) {
    case 'exchanges':
      return <TrafficGrid kind={list} store={exchanges} columns={exchangeColumns} markOf={markExchange} {...given} />
    case 'messages':
      return <TrafficGrid kind={list} store={messages} columns={messageColumns} markOf={markMessage} {...given} />
    case 'streams':
      return <TrafficGrid kind={list} store={streams} columns={streamColumns} markOf={markStream} {...given} />
  }
}
