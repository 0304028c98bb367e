import { onTestFinished } from 'vitest'
import type { Reached, WireEvent } from '../../../src/core/wire.ts'
import { EventBatch } from '../../../src/engine/log/batch.ts'
import { createDeriver } from '../../../src/engine/log/derive.ts'
import { foldingWith } from '../../../src/engine/log/folding.ts'
import { createObserver } from '../../../src/engine/log/observe.ts'
import { Owner } from '../../../src/engine/log/owner.ts'
import { type LogRecord, RECORD, type RecordKind } from '../../../src/engine/log/records.ts'
import { migrate } from '../../../src/engine/log/schema.ts'
import { decodeSegment } from '../../../src/engine/log/segment.ts'
import { Secrets } from '../../../src/engine/log/secrets.ts'
import { type Connection, openDatabase } from '../../../src/engine/log/sqlite.ts'
import { Writer } from '../../../src/engine/log/writer.ts'
import { newFolder } from '../replay/engines.ts'

/** What a tap reports: a kind, a number, bytes, and what is extra of it. */
export type Told = [kind: RecordKind, number: number, bytes?: string | Buffer, extra?: number]

/** When everything in these scenes happens: microseconds since 1970. */
export const AT = 1_700_000_000_000_000

export const recordOf = ([kind, number, bytes = '', extra = 0]: Told): LogRecord => ({
  kind,
  number,
  at: AT,
  extra,
  bytes: typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes,
})

interface Watching {
  keepBytes?: number
  secrets?: Secrets
  /** Whether the tap is stopped at the end. */
  stop?: boolean
}

/** The wire events that an observer makes of what a tap tells. */
export function observed(told: readonly Told[], { keepBytes = 100_000, secrets, stop }: Watching = {}): WireEvent[] {
  const events: WireEvent[] = []
  const emit = (event: WireEvent): unknown => events.push(event)
  const observer = createObserver({ emit, keepBytes, secrets: secrets ?? new Secrets('salt') })
  for (const one of told) observer.observe(recordOf(one))
  if (stop) observer.finish(AT)
  return events
}

interface Exchange {
  number?: number
  /** Start line and headers of the request. */
  request?: string
  body?: string | Buffer
  /** Start line and headers of the response. */
  response?: string
  /** Its body, in the pieces it came in. */
  answer?: (string | Buffer)[]
}

const REACHED: Reached = { remote: '127.0.0.1:3000', connectMs: 0.5, tlsMs: null, tls: null, proxy: null }

/** All that is told of an exchange on connection 1. */
export function exchange({
  number = 1,
  request = 'POST /mcp HTTP/1.1',
  body,
  response,
  answer = [],
}: Exchange): Told[] {
  const length = body === undefined ? 0 : Buffer.byteLength(body)
  const responseBytes = answer.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
  const end = {
    end: 'server-clean',
    reason: null,
    requestBytes: length,
    responseBytes,
    dropped: 0,
    unrecorded: 0,
    idleMs: null,
  }
  return [
    [RECORD.requestHead, number, `${request}\r\n\r\n`, 1],
    ...(body === undefined
      ? []
      : ([
          [RECORD.requestBody, number, body],
          [RECORD.requestEnd, number, '', length],
        ] as Told[])),
    ...(response === undefined ? [] : ([[RECORD.responseHead, number, `${response}\r\n\r\n`, 1]] as Told[])),
    ...answer.map((piece): Told => [RECORD.responseBody, number, piece]),
    [RECORD.end, number, JSON.stringify(end)],
  ]
}

export const CONNECTION: Told[] = [
  [RECORD.connection, 1, '127.0.0.1:5001'],
  [RECORD.upstream, 1, JSON.stringify(REACHED)],
]

export const JSON_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json'
export const EVENTS_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream'
export const ping = (id: number): string => `{"jsonrpc":"2.0","id":${id},"method":"ping"}`
export const pong = (id: number): string => `{"jsonrpc":"2.0","id":${id},"result":{}}`

/** The events as they come back from what the log stores of them. */
export function storedAndRead(events: readonly WireEvent[]): WireEvent[] {
  const batch = new EventBatch()
  for (const event of events) batch.add(event)
  return [...batch.segments()].flatMap(({ frame, bytes }) => [...decodeSegment(frame, bytes)]).map(createDeriver())
}

/** A migrated database in a folder of its own, and a writer of it. */
export async function newDatabase(): Promise<{ folder: string; db: Connection; owner: Owner; writer: Writer }> {
  const folder = await newFolder()
  const db = openDatabase(folder, false)
  onTestFinished(() => void db.close())
  migrate(db)
  const owner = new Owner(db)
  onTestFinished(() => owner.close())
  return { folder, db, owner, writer: new Writer(db, foldingWith(), owner) }
}

/** Stores these events in one batch. */
export function append(writer: Writer, captureId: number, events: readonly WireEvent[]): void {
  for (const event of events) writer.take(captureId, event)
  writer.store(captureId)
}

/** A capture that holds these events; returns its id. */
export function captured(writer: Writer, events: readonly WireEvent[], target = 'http://127.0.0.1:3000/mcp'): number {
  const captureId = writer.begin({ name: 'test', target, transport: 'streamable-http', tapUrl: null, at: AT })
  append(writer, captureId, events)
  return captureId
}

const PARTY = '"version":"1"}'
const OF_VERSION = '"protocolVersion":"2025-06-18","capabilities":{}'
const INITIALIZE = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{${OF_VERSION},"clientInfo":{"name":"c",${PARTY}}}`
const INITIALIZED = `{"jsonrpc":"2.0","id":0,"result":{${OF_VERSION},"serverInfo":{"name":"s",${PARTY}}}`

/** An exchange that opens a session. */
export const opening = (id = 'abc', number = 1): Told[] =>
  exchange({ number, body: INITIALIZE, response: `${JSON_HEAD}\r\nMcp-Session-Id: ${id}`, answer: [INITIALIZED] })
