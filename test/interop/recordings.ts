import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { CaptureFacts } from '../../src/core/exchange.ts'
import type { WireEvent } from '../../src/core/wire.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { createDecoder, type EventRow } from '../../src/engine/log/encode.ts'
import { openDatabase } from '../../src/engine/log/sqlite.ts'
import { writerUrl } from '../../src/engine/writerUrl.ts'
import { okOf } from './tapped.ts'

/** A capture as it lies in `test/captures`: its target in the first line, then an event of the log in each. */
export interface Recording {
  capture: CaptureFacts
  events: WireEvent[]
}

const FOLDER = path.join(import.meta.dirname, '..', 'captures')
const fileOf = (name: string): string => path.join(FOLDER, `${name}.jsonl`)

/** Where the rows of a recording are expected. */
export const rowsFileOf = (name: string): string => path.join(FOLDER, `${name}.rows.jsonl`)

/** Lets clients live through a tap in front of `url`, and writes down what the log then holds. */
export async function record(name: string, url: string, live: (tapUrl: string) => Promise<void>): Promise<void> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'tapscope-record-'))
  const engine = await createEngine({ dataFolder, writerUrl: writerUrl(), version: '0.0.0', runtime: 'a test' })
  const { captureId, tapUrl, target } = okOf(await engine.startTap({ url }))
  await live(tapUrl ?? '')
  await allEnded(engine, captureId)
  okOf(await engine.stopTap({ captureId }))
  await engine.close()
  await writeFile(fileOf(name), [{ captureId, target }, ...storedEvents(dataFolder)].map(lineOf).join(''))
  await rm(dataFolder, { recursive: true, force: true })
}

async function allEnded(engine: Engine, captureId: number): Promise<void> {
  for (let since: string | undefined; ;) {
    const { rows, revision } = okOf(await engine.rows({ kind: 'exchanges', captureId, since, waitMs: 1000 }))
    if (rows.every(({ end }) => end !== null)) return
    since = revision
  }
}

function storedEvents(dataFolder: string): EventRow[] {
  const db = openDatabase(dataFolder, true)
  const rows = db
    .prepare<[], EventRow>('SELECT place, at, kind, exchange, facts, bytes FROM event ORDER BY place')
    .all()
  db.close()
  return rows
}

/** Bytes that are text stand as text, so that a recording can be read. */
const lineOf = (value: object): string => `${JSON.stringify(value, readably)}\n`

function readably(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (key !== 'bytes' || value === null) return value
  const bytes = Buffer.from(this[key] as Uint8Array) // a column of blobs
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') }
}

const Head = z.object({ captureId: z.number(), target: z.url() })
const Stored = z.object({
  place: z.number(),
  at: z.number(),
  kind: z.custom<WireEvent['kind']>((kind) => typeof kind === 'string'),
  exchange: z.number().nullable(),
  facts: z.string().nullable(),
  bytes: z.union([z.string(), z.object({ base64: z.string() })]).nullable(),
})

export async function readRecording(name: string): Promise<Recording> {
  const [head = '', ...lines] = (await readFile(fileOf(name), 'utf8')).trimEnd().split('\n')
  const { captureId, target } = Head.parse(JSON.parse(head))
  const { origin, pathname } = new URL(target)
  const decode = createDecoder()
  const events = lines.map((line) => {
    const { bytes, ...row } = Stored.parse(JSON.parse(line))
    return decode({ ...row, bytes: bytes === null ? null : bytesOf(bytes) })
  })
  return { capture: { captureId, origin, path: pathname }, events }
}

const bytesOf = (bytes: string | { base64: string }): Buffer =>
  typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.base64, 'base64')
