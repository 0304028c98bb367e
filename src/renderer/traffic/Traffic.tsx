import type { CaptureRow } from '../../core/api.ts'
import { exchangeColumns, markExchange } from '../exchanges/columns.tsx'
import { markMessage, messageColumns } from '../messages/columns.tsx'
import { SessionStrip } from '../sessions/SessionStrip.tsx'
import { exchanges, messages, streams } from '../stores/rows.ts'
import { openListOf, useView } from '../stores/view.ts'
import type { ListKind } from '../stores/view.ts'
import { markStream, streamColumns } from '../streams/columns.tsx'
import { Choice } from '../ui/Choice.tsx'
import { FilterFault, FilterField } from './FilterField.tsx'
import { places } from './places.ts'
import { TrafficGrid } from './TrafficGrid.tsx'
import classes from './Traffic.module.css'

const lists: Record<ListKind, string> = { exchanges: 'Exchanges', messages: 'Messages', streams: 'Streams' }

/** The lists of a capture: exchanges, messages or streams, with a filter. */
export function Traffic({ capture }: { capture: CaptureRow }) {
  const { list: chosen, openList, filters } = useView()
  const list = openListOf(chosen, capture)
  const filter = filters[list].trim()
  const given = { capture, filter, label: lists[list] }
  return (
    <section className={classes.traffic} aria-label="Traffic">
      <div className={classes.bar}>
        <Choice label="List" value={list} options={lists} onChange={openList} />
        <FilterField key={`${capture.captureId} ${list}`} kind={list} />
      </div>
      <FilterFault kind={list} />
      <SessionStrip />
      <div className={classes.list} id={places.list} key={capture.captureId}>
        {list === 'exchanges' && (
          <TrafficGrid kind="exchanges" store={exchanges} columns={exchangeColumns} markOf={markExchange} {...given} />
        )}
        {list === 'messages' && (
          <TrafficGrid kind="messages" store={messages} columns={messageColumns} markOf={markMessage} {...given} />
        )}
        {list === 'streams' && (
          <TrafficGrid kind="streams" store={streams} columns={streamColumns} markOf={markStream} {...given} />
        )}
      </div>
    </section>
  )
}
