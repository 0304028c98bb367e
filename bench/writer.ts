import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { WireEvent } from '../src/core/wire.ts'
import { foldingWith } from '../src/engine/log/folding.ts'
import { createObserver } from '../src/engine/log/observe.ts'
import { Owner } from '../src/engine/log/owner.ts'
import { RECORD, type LogRecord, type RecordKind } from '../src/engine/log/records.ts'
import { migrate } from '../src/engine/log/schema.ts'
import { Secrets } from '../src/engine/log/secrets.ts'
import { type Connection, openDatabase } from '../src/engine/log/sqlite.ts'
import { Writer } from '../src/engine/log/writer.ts'
import { spread, type Spread } from './figures.ts'

/** What the log stores in a second of its thread's time. */
export interface WriterFigures {
  name: string
  events: Spread
  messages: Spread
}

/** About what a tap hands over in one piece when it is busy. */
const CALLS_A_BATCH = 100
const EVENTS_A_STREAM = 1000

/** Feeds what a tap would report of calls and of streams to the log, `ms` milliseconds for each of `rounds`. */
export async function measureWriter(rounds: number, ms: number): Promise<WriterFigures[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tapscope-bench-'))
  const log = openLog(openDatabase(folder, false))
  const measured = Object.entries({ 'JSON calls': manyCalls, 'events of streams': stream }).map(([name, batch]) => {
    const figures = Array.from({ length: rounds + 1 }, () => measureRound(log, batch, ms)).slice(1)
    return {
      name,
      events: spread(figures.map(({ events, seconds }) => events / seconds)),
      messages: spread(figures.map(({ messages, seconds }) => messages / seconds)),
    }
  })
  log.close()
  await rm(folder, { recursive: true, force: true })
  return measured
}

export interface BenchLog {
  captureId: number
  /** Decodes, folds and writes; returns how many events and messages it stored. */
  store(records: LogRecord[]): { events: number; messages: number }
  /** Ends the capture. */
  end(): void
  close(): void
}

/** A capture in this database, which is migrated first. */
export function openLog(db: Connection): BenchLog {
  migrate(db)
  const owner = new Owner(db)
  const writer = new Writer(db, foldingWith(), owner)
  const target = 'http://127.0.0.1:3000/mcp'
  const facts = { name: 'bench', target, transport: 'streamable-http', tapUrl: target, at: Date.now() * 1000 }
  const captureId = writer.begin(facts)
  let stored = { events: 0, messages: 0 }
  function emit(event: WireEvent): void {
    writer.take(captureId, event)
    stored.events++
    if ('messages' in event) stored.messages += event.messages?.length ?? 0
  }
  const observer = createObserver({ emit, secrets: new Secrets('salt'), keepBytes: 16 * 1024 * 1024 })
  return {
    captureId,
    store(records) {
      stored = { events: 0, messages: 0 }
      for (const record of records) observer.observe(record)
      writer.store(captureId)
      return stored
    },
    end: () => writer.end(captureId, Date.now() * 1000),
    close() {
      db.close()
      owner.close()
    },
  }
}

function measureRound(log: BenchLog, batch: () => LogRecord[], ms: number) {
  const sum = { events: 0, messages: 0, seconds: 0 }
  while (sum.seconds * 1000 < ms) {
    const records = batch()
    const start = performance.now()
    const { events, messages } = log.store(records)
    sum.seconds += (performance.now() - start) / 1000
    sum.events += events
    sum.messages += messages
  }
  return sum
}

let exchange = 0

function recordOf(kind: RecordKind, text = '', extra = 0): LogRecord {
  return { kind, number: exchange, at: Date.now() * 1000, extra, bytes: Buffer.from(text) }
}

const REQUEST =
  'POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n' +
  'Mcp-Session-Id: 0f8fad5b-d9cb-469f-a165-70867728950e\r\nMCP-Protocol-Version: 2025-06-18\r\n\r\n'
const TEXT = 'The quick brown fox jumps over the lazy dog. '.repeat(23)

/** One exchange: a call on connection 1, and its answer. */
function call(contentType: string, answer: LogRecord[], text = 'hi'): LogRecord[] {
  const asked = `{"jsonrpc":"2.0","id":${exchange},"method":"tools/call","params":{"name":"echo","arguments":{"text":"${text}"}}}`
  const responseBytes = answer.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const sizes = { requestBytes: asked.length, responseBytes, dropped: 0 }
  return [
    recordOf(RECORD.requestHead, REQUEST, 1),
    recordOf(RECORD.requestBody, asked),
    recordOf(RECORD.requestEnd, '', asked.length),
    recordOf(RECORD.responseHead, `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\n\r\n`, 1),
    ...answer,
    recordOf(RECORD.end, JSON.stringify({ end: 'server-clean', reason: null, ...sizes })),
  ]
}

const result = (text: string) =>
  `{"jsonrpc":"2.0","id":${exchange},"result":{"content":[{"type":"text","text":"${text}"}]}}`

function manyCalls(): LogRecord[] {
  return Array.from({ length: CALLS_A_BATCH }, () => {
    exchange++
    return call('application/json', [recordOf(RECORD.responseBody, result(TEXT))])
  }).flat()
}

/** Calls whose both messages have 1 kB. Words differ from one to the next, as an index of words would notice. */
export function callsOf1kB(): LogRecord[] {
  return Array.from({ length: CALLS_A_BATCH }, () => {
    exchange++
    const text = `${TEXT.slice(0, 900)} ${exchange} ${(exchange * 2_654_435_761) % 1_000_003}`
    return call('application/json', [recordOf(RECORD.responseBody, result(text))], text)
  }).flat()
}

function stream(): LogRecord[] {
  exchange++
  const message = TEXT.slice(0, 200)
  const events = Array.from({ length: EVENTS_A_STREAM }, (_, progress) => {
    const params = JSON.stringify({ progressToken: exchange, progress, message })
    const event = `event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":${params}}\n\n`
    return recordOf(RECORD.responseBody, event)
  })
  return call('text/event-stream', [
    ...events,
    recordOf(RECORD.responseBody, `event: message\ndata: ${result('done')}\n\n`),
  ])
}
