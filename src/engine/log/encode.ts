import { parseHead } from '../../core/http.ts'
import { framesOf, type StdioStream, type WireEvent } from '../../core/wire.ts'
import { readBlock, readBody } from './observe.ts'
import { readLine } from './observeProcess.ts'
import { frameOf, placeOf } from './schema.ts'

/** A row of the `event` table. */
export interface EventRow {
  place: number
  at: number
  kind: WireEvent['kind']
  exchange: number | null
  /** JSON of what is neither bytes nor derived. */
  facts: string | null
  bytes: Uint8Array | null
}

/** An event as it is stored: what can be derived from its bytes is left out. */
export function encode(captureId: number, event: WireEvent): EventRow {
  const { frame, at, kind } = event
  const exchange = event.exchange === null ? null : placeOf(captureId, event.exchange)
  const row = { place: placeOf(captureId, frame), at: Math.round(at), kind, exchange }
  const bytes = 'bytes' in event && typeof event.bytes !== 'number' ? event.bytes : null
  return { ...row, facts: factsOf(event), bytes }
}

function factsOf(event: WireEvent): string | null {
  switch (event.kind) {
    case 'request':
      return JSON.stringify({ connection: event.connection, client: event.client })
    case 'response':
      return event.remote === null ? null : JSON.stringify({ remote: event.remote })
    case 'request body':
    case 'response body':
      return event.size === event.bytes.length ? null : JSON.stringify({ size: event.size })
    case 'sse':
      return JSON.stringify({ offset: event.offset })
    case 'line':
      return JSON.stringify({ stream: event.stream, ...(event.size > event.bytes.length && { size: event.size }) })
    case 'stop':
      return null
    case 'rewrite':
    case 'end':
    case 'spawn':
    case 'closed':
    case 'exit':
    case 'gap': {
      const { frame: _frame, at: _at, kind: _kind, exchange: _exchange, ...facts } = event
      return JSON.stringify(facts)
    }
  }
}

/** The inverse of `encode`, for the events of one capture in the order of their frames. */
export function createDecoder(): (row: EventRow) => WireEvent {
  /** Heads of open exchanges: bodies are decoded by what they say. */
  const heads = new Map<number, { request: ReturnType<typeof parseHead>; response: ReturnType<typeof parseHead> }>()
  return (row) => {
    const facts = row.facts === null ? {} : (JSON.parse(row.facts) as object)
    const bytes = Buffer.from(row.bytes ?? [])
    const exchange = row.exchange === null ? null : frameOf(row.exchange)
    const derived = derive(row, bytes, facts)
    // A row was encoded from an event of its kind, so that the parts fit together again.
    return { frame: frameOf(row.place), at: row.at, kind: row.kind, exchange, ...facts, ...derived } as WireEvent
  }

  function derive(row: EventRow, bytes: Buffer, facts: object): object {
    const key = row.exchange ?? 0
    const known = heads.get(key) ?? { request: noHead, response: noHead }
    switch (row.kind) {
      case 'request':
      case 'response': {
        const head = parseHead(bytes.toString('latin1'))
        heads.set(key, { ...known, [row.kind]: head })
        return row.kind === 'response' ? { remote: null, bytes, head, ...facts } : { bytes, head }
      }
      case 'request body':
      case 'response body': {
        const head = row.kind === 'request body' ? known.request : known.response
        const size = 'size' in facts ? Number(facts.size) : bytes.length
        return { bytes, size, ...readBody(bytes, head, size) }
      }
      case 'sse':
        return readBlock(bytes, 'offset' in facts ? Number(facts.offset) : 0)
      case 'line': {
        const { stream, size = bytes.length } = facts as { stream: StdioStream; size?: number } // as `factsOf` wrote it
        return { stream, size, ...readLine(bytes, stream, size) }
      }
      case 'end':
        heads.delete(key)
        return {}
      case 'rewrite':
      case 'spawn':
      case 'closed':
      case 'exit':
      case 'gap':
      case 'stop':
        return {}
    }
  }
}

const noHead = { startLine: '', headers: [] }

/** How many frames an event takes. */
export const framesTaken = (event: WireEvent): number => ('messages' in event ? framesOf(event.messages) : 1)
