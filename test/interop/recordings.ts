import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { CaptureFacts } from '../../src/core/exchange.ts'
import type { WireEvent } from '../../src/core/wire.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { createDeriver } from '../../src/engine/log/derive.ts'
import { fromTraceLine } from '../../src/engine/trace/lines.ts'
import { openTrace } from '../../src/engine/trace/readTrace.ts'
import { writerUrl } from '../../src/engine/writerUrl.ts'
import { CAPTURE } from '../core/storyRows.ts'
import { okOf, traceOf } from './tapped.ts'
import { type Wrapped, wrapping } from './wrapped.ts'

/** A trace in `test/captures`, as the fold takes it. */
export interface Recording {
  capture: CaptureFacts
  events: WireEvent[]
}

const FOLDER = path.join(import.meta.dirname, '..', 'captures')
const ENDING = '.tapscope.jsonl'

/** Where a recording lies. Any trace that is put there, whoever recorded it, is a recording. */
export const traceFileOf = (name: string): string => path.join(FOLDER, `${name}${ENDING}`)

/** Where what a recording amounts to is told for reading. */
export const transcriptFileOf = (name: string): string => path.join(FOLDER, `${name}.txt`)

/** The names of all recordings; those in a folder begin with its name. */
export async function recordingNames(): Promise<string[]> {
  const files = await readdir(FOLDER, { recursive: true })
  return files
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length).replaceAll(path.sep, '/'))
    .sort()
}

/** Lets clients live through a tap in front of `url`, and writes down the trace of it. */
export async function record(name: string, url: string, live: (tapUrl: string) => Promise<unknown>): Promise<void> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'tapscope-record-'))
  const engine = await createEngine({ dataFolder, writerUrl: writerUrl(), version: '0.0.0', runtime: 'a test' })
  const { captureId, tapUrl } = okOf(await engine.startTap({ url }))
  await live(tapUrl ?? '')
  await allEnded(engine, captureId)
  okOf(await engine.stopTap({ captureId }))
  await write(name, await traceOf(engine, { captureId, redact: false }))
  await engine.close()
  await rm(dataFolder, { recursive: true, force: true })
}

async function write(name: string, trace: string): Promise<void> {
  await mkdir(path.dirname(traceFileOf(name)), { recursive: true })
  await writeFile(traceFileOf(name), trace)
}

async function allEnded(engine: Engine, captureId: number): Promise<void> {
  for (let since: string | undefined; ;) {
    const { rows, revision } = okOf(await engine.rows({ kind: 'exchanges', captureId, since, waitMs: 1000 }))
    if (rows.every(({ end }) => end !== null)) return
    since = revision
  }
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
  const capture = (await wrapped.captures()).sort((a, b) => a.captureId - b.captureId).at(-1)
  if (!capture) throw new Error(`nothing was captured of ${command.join(' ')}`)
  const { api, captureId } = capture
  const trace = await traceOf(api, { captureId, redact: false })
  await write(name, trace.replaceAll(/^.*("trace":"tapscope"|"kind":"spawn").*$/gm, withoutPlaces))
  await wrapped.close()
}

/** Where things are on the machine that recorded is nobody's business. */
const withoutPlaces = (line: string): string =>
  line
    .replaceAll(process.execPath, 'node')
    .replaceAll(/[^" ]*\/node_modules\//g, 'node_modules/')
    .replaceAll(`${path.resolve(import.meta.dirname, '../..')}/`, '')

export async function readRecording(name: string): Promise<Recording> {
  const opened = okOf(await openTrace(createReadStream(traceFileOf(name))))
  const { target } = opened.head.capture
  const { origin, pathname } = URL.canParse(target) ? new URL(target) : { origin: '', pathname: '' }
  const derive = createDeriver()
  const events: WireEvent[] = []
  for await (const event of opened.events) events.push(derive(fromTraceLine(event)))
  const broken = opened.broken()
  if (broken !== null) throw new Error(`${name}: ${broken}`)
  return { capture: { captureId: CAPTURE.captureId, origin, path: pathname }, events }
}
