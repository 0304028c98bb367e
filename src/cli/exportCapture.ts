import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Api, ExportInput, Failure } from '../core/api.ts'
import { openEngine } from './open.ts'
import { fail, hint, print } from './output.ts'
import { untilRebuilt } from './rebuilt.ts'

export interface ExportOptions {
  capture?: number | undefined
  session?: string | undefined
  output: string
  redact: boolean
}

/** Writes a trace of a capture, or of one session, to a file or to stdout. Returns the exit code. */
export async function exportCapture({ capture, session, output, redact }: ExportOptions): Promise<number> {
  const engine = await openEngine()
  try {
    await untilRebuilt(engine, { capture, session })
    const pages = pagesOf(engine, { captureId: capture, session, redact })
    // The first page tells whether there is anything to write, before a file is made.
    const first = await pages.next()
    if (first.done) return fail(first.value)
    return output === '-' ? await toOutput(first.value, pages) : await toFile(output, first.value, pages)
  } finally {
    await engine.close()
  }
}

type Pages = AsyncGenerator<string, Failure>

const complete: Failure = { kind: 'unexpected', message: '', advice: '' }

/** The pages of a trace; returns why there are no more, without a message if that is all. */
async function* pagesOf(api: Api, input: ExportInput): Pages {
  for (let after: number | null | undefined; after !== null;) {
    const answer = await api.exportTrace({ ...input, after })
    if ('failed' in answer) return answer.failed
    yield answer.ok.text
    after = answer.ok.next
  }
  return complete
}

async function toOutput(first: string, pages: Pages): Promise<number> {
  let isRead = await print(first)
  while (isRead) {
    const page = await pages.next()
    if (page.done) return page.value === complete ? 0 : fail(page.value)
    isRead = await print(page.value)
  }
  return 0
}

/** Writes beside the file and renames, so that nobody takes half a trace for a whole one. */
async function toFile(file: string, first: string, pages: Pages): Promise<number> {
  const unfinished = `${file}.unfinished`
  let why = complete
  async function* text(): AsyncGenerator<string, void> {
    yield first
    for (let page = await pages.next(); ; page = await pages.next()) {
      if (page.done) return void (why = page.value)
      yield page.value
    }
  }
  try {
    const source = Readable.from(text(), { objectMode: false })
    const sink = createWriteStream(unfinished, { mode: 0o600 })
    await (file.endsWith('.gz') ? pipeline(source, createGzip(), sink) : pipeline(source, sink))
    if (why !== complete) {
      await rm(unfinished, { force: true })
      return fail(why)
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    const message = `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`
    return fail({ message, advice: 'Write -o with a file in a folder that exists, or with - for stdout.' })
  }
  hint(`Wrote ${file}.`)
  return 0
}
