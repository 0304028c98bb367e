import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Failure } from '../../core/api.ts'
import { createLineSplitter } from '../../core/lines.ts'
import { readTraceHead, readTraceLine, TraceEvent, type TraceHead } from '../../core/trace.ts'

/** A trace that is read event by event. */
export interface OpenTrace {
  head: TraceHead
  /** In the order of the wire. Ends early where the file is broken; `broken` then says where, and why. */
  events: AsyncGenerator<TraceEvent, void>
  broken: () => string | null
}

/** Opens a trace from its bytes, gzipped or not. */
export async function openTrace(source: Readable): Promise<{ ok: OpenTrace } | { failed: Failure }> {
  let broken: string | null = null
  let at = 0
  const lines = linesOf(source)

  async function next(): Promise<string | undefined> {
    at++
    try {
      const { done, value } = await lines.next()
      return done ? undefined : value
    } catch (error) {
      broken = `The file breaks off in line ${at}: ${error instanceof Error ? error.message : String(error)}.`
      return undefined
    }
  }

  const first = await next()
  const head = first === undefined ? { wrong: 'is missing' } : readTraceHead(first)
  if ('wrong' in head) return { failed: noTrace(broken ?? `Line 1 ${head.wrong}.`) }

  async function* events(): AsyncGenerator<TraceEvent, void> {
    let last = 0
    for (let line = await next(); line !== undefined; line = await next()) {
      const event = readTraceLine(TraceEvent, line)
      if ('wrong' in event) return void (broken = `Line ${at} ${event.wrong}.`)
      const { frame, exchange } = event.ok
      if (frame <= last) return void (broken = `Line ${at} has frame ${frame} behind frame ${last}.`)
      if (exchange !== null && exchange > frame)
        return void (broken = `Line ${at} belongs to exchange ${exchange}, which begins later.`)
      last = frame
      yield event.ok
    }
  }
  return { ok: { head: head.ok, events: events(), broken: () => broken } }
}

/** Longer lines are no events: a body is kept up to a limit far below. */
const LONGEST_LINE = 256 * 1024 * 1024

/** The lines of a source that may be gzipped. Throws where it cannot be read any further. */
async function* linesOf(source: Readable): AsyncGenerator<string, void> {
  const splitter = createLineSplitter(LONGEST_LINE)
  for await (const chunk of unzipped(source)) {
    for (const { bytes } of splitter.push(chunk)) yield textOf(bytes)
  }
  const rest = splitter.rest()
  if (rest) yield textOf(rest.bytes)
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').trimEnd()

async function* unzipped(source: Readable): AsyncGenerator<Buffer, void> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer> // a source of bytes
  const first = await chunks.next()
  if (first.done) return
  const whole = Readable.from(from(first.value, chunks), { objectMode: false })
  const isZipped = first.value[0] === 0x1f && first.value[1] === 0x8b
  yield* (isZipped ? pipeline(whole, createGunzip(), () => {}) : whole) as AsyncIterable<Buffer> // both give bytes
}

async function* from(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

const noTrace = (wrong: string): Failure => ({
  kind: 'bad-input',
  message: `This is no trace that can be opened. ${wrong}`,
  advice: 'Give a .tapscope.jsonl file, gzipped or not, as `tapscope export --format trace` writes it.',
})
