import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { CaptureFacts } from '../../src/core/exchange.ts'
import type { WireEvent } from '../../src/core/wire.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { createDeriver } from '../../src/engine/log/derive.ts'
import { placeOf } from '../../src/engine/log/schema.ts'
import type { StoredEvent } from '../../src/engine/log/segment.ts'
import { Segments } from '../../src/engine/log/segments.ts'
import { openDatabase } from '../../src/engine/log/sqlite.ts'
import { writerUrl } from '../../src/engine/writerUrl.ts'
import { okOf } from './tapped.ts'
import { type Wrapped, wrapping } from './wrapped.ts'

/** A capture as it lies in `test/captures`: its target in the first line, then an event of the log in each. */
export interface Recording {
  capture: CaptureFacts
  events: WireEvent[]
}

const FOLDER = path.join(import.meta.dirname, '..', 'captures')
const fileOf = (name: string): string => path.join(FOLDER, `${name}.jsonl`)

/** Where what a recording amounts to is told for reading. */
export const transcriptFileOf = (name: string): string => path.join(FOLDER, `${name}.txt`)

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
  await writeFile(fileOf(name), [{ captureId, target }, ...storedEvents(dataFolder, captureId)].map(lineOf).join(''))
  await rm(dataFolder, { recursive: true, force: true })
}

async function allEnded(engine: Engine, captureId: number): Promise<void> {
  for (let since: string | undefined; ;) {
    const { rows, revision } = okOf(await engine.rows({ kind: 'exchanges', captureId, since, waitMs: 1000 }))
    if (rows.every(({ end }) => end !== null)) return
    since = revision
  }
}

function storedEvents(dataFolder: string, captureId: number): object[] {
  const db = openDatabase(dataFolder, true)
  const events = [...new Segments(db).from(placeOf(captureId, 0))].map(({ kept: _kept, ...event }) => event)
  db.close()
  return events
}

/** Bytes that are text stand as text, so that a recording can be read. */
const lineOf = (value: object): string => `${JSON.stringify(value, readably)}\n`

function readably(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (key !== 'bytes' || typeof value === 'number') return value // a gap has a number of them
  const bytes = Buffer.from(this[key] as Uint8Array) // as every other event
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') }
}

/** Lets a client live with a command behind `tapscope wrap`, and writes down the same. */
export async function recordCommand(
  name: string,
  command: readonly string[],
  live: (wrapped: Wrapped) => Promise<unknown>,
): Promise<void> {
  const wrapped = await wrapping(command)
  await live(wrapped)
  // A client may start the command first to ask for its era, and then to stay.
  const [capture] = await wrapped.captures()
  const { captureId, api } = capture ?? fail(`nothing was captured of ${command.join(' ')}`)
  const { rows } = okOf(await api.rows({ kind: 'captures' }))
  const target = rows.find((row) => row.captureId === captureId)?.target
  const lines = [{ captureId, target }, ...storedEvents(wrapped.dataFolder, captureId)].map(lineOf)
  await writeFile(fileOf(name), lines.map(withoutPlaces).join(''))
  await wrapped.close()
}

function fail(reason: string): never {
  throw new Error(reason)
}

/** Where things are on the machine that recorded is nobody's business. */
const withoutPlaces = (line: string): string =>
  line
    .replaceAll(process.execPath, 'node')
    .replaceAll(/[^" ]*\/node_modules\//g, 'node_modules/')
    .replaceAll(`${path.resolve(import.meta.dirname, '../..')}/`, '')

const Head = z.object({ captureId: z.number(), target: z.string() })
/** An event as the log stores it; only its bytes are written in another way. */
const Stored = z.looseObject({
  frame: z.number(),
  kind: z.string(),
  bytes: z.union([z.number(), z.string(), z.object({ base64: z.string() })]).optional(),
})

export async function readRecording(name: string): Promise<Recording> {
  const [head = '', ...lines] = (await readFile(fileOf(name), 'utf8')).trimEnd().split('\n')
  const { captureId, target } = Head.parse(JSON.parse(head))
  const { origin, pathname } = URL.canParse(target) ? new URL(target) : { origin: '', pathname: '' }
  const derive = createDeriver()
  const events = lines.map((line) => {
    const { bytes, ...event } = Stored.parse(JSON.parse(line))
    return derive({ ...event, ...bytesOf(bytes), kept: 0 } as unknown as StoredEvent) // as `record` wrote it
  })
  return { capture: { captureId, origin, path: pathname }, events }
}

function bytesOf(bytes: z.infer<typeof Stored>['bytes']): { bytes?: Buffer | number } {
  if (bytes === undefined) return {}
  if (typeof bytes === 'number') return { bytes }
  return { bytes: typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.base64, 'base64') }
}
