import { Readable } from 'node:stream'
import type { Answer, Api, CaptureRow, Failure, Imported, Page, RowKind, StartTap } from '../core/api.ts'
import { checkUp } from './doctor.ts'
import { startDemo } from './demo.ts'
import { databaseFailure, type Log, openLog } from './log/log.ts'
import { now } from './log/recorder.ts'
import { replay } from './replay/replay.ts'
import { type HttpTap, openHttpTap } from './tap/http.ts'
import { readTarget } from './tap/target.ts'

export interface EngineOptions {
  /** Where the database is, or is to be made. */
  dataFolder: string
  /** The user's own wordings of refusals; default: `lexicon.json` in the data folder. */
  ownWordsFile?: string
  /** The file that runs the log's threads: `log/worker.ts`, or what it was built to. */
  writerUrl: URL
  version: string
  /** What it runs on: `Electron 45.4.1`. */
  runtime: string
  /** Bodies are kept up to this size, in bytes. */
  keepBytes?: number
}

export interface Engine extends Api {
  /** Stops every tap of this engine, stores what they saw, and ends. */
  close(): Promise<void>
  /** As `importTrace`, of a file that is too large for one call. */
  importFrom(source: Readable): Promise<Answer<Imported>>
}

const KEEP_BYTES = 8 * 1024 * 1024

/** What the parts of the engine share. */
export interface EngineParts {
  options: EngineOptions
  log: Log
  /** Taps of this engine, by capture. */
  taps: Map<number, HttpTap>
  startTap: Api['startTap']
  stopTap: Api['stopTap']
  /** Runs when the engine closes. */
  closers: (() => Promise<void>)[]
}

/** The engine: taps, log and replay behind the contract. A database that cannot be used shows in the answers. */
export function createEngine(options: EngineOptions): Promise<Engine> {
  const log = openLog({
    dataFolder: options.dataFolder,
    threadUrl: options.writerUrl,
    ownWordsFile: options.ownWordsFile,
  })
  const taps = new Map<number, HttpTap>()
  const closers: (() => Promise<void>)[] = []

  async function startTap(input: StartTap): Promise<Answer<CaptureRow>> {
    const target = readTarget(input.url, input.insecure)
    if ('wrong' in target) return { failed: badAddress(target.wrong) }
    const credentials = input.keepCredentials ? ('kept' as const) : ('hashed' as const)
    const capture = {
      name: input.name ?? target.url.host,
      target: target.url.href,
      transport: 'streamable-http',
      credentials,
      certificate: target.insecure ? ('not checked' as const) : ('checked' as const),
    }
    const keepBytes = input.keepBytes ?? options.keepBytes ?? KEEP_BYTES
    const captureId = await log.write('begin', { ...capture, tapUrl: null, at: now(), keepBytes })
    const tap = await openHttpTap(target, input.port ?? 0, log.recorder(captureId), keepBytes, input.auth).catch(
      asError,
    )
    if (tap instanceof Error) {
      await log.write('end', { captureId })
      await log.write('remove', { captureIds: [captureId] })
      return { failed: cannotListen(tap, input.port ?? 0) }
    }
    taps.set(captureId, tap)
    log.onRecording(captureId, (recording) => tap.recording.set(recording))
    return { ok: await log.write('listens', { captureId, tapUrl: tap.url }) }
  }

  async function stopTap({ captureId }: { captureId: number }): Promise<Answer<CaptureRow>> {
    const tap = taps.get(captureId)
    if (!tap) return { failed: notOurs(captureId) }
    taps.delete(captureId)
    await tap.close()
    return { ok: await log.write('end', { captureId }) }
  }

  /** Loaded when it is called: a tap need not keep in memory what reads files. */
  async function importFrom(source: Readable): Promise<Answer<Imported>> {
    const { importTrace } = await import('./trace/importTrace.ts')
    return importTrace(log, source)
  }

  const parts: EngineParts = { options, log, taps, startTap, stopTap, closers }
  const api: Api = {
    about: async () => ({ ok: { version: options.version, runtime: options.runtime, dataFolder: options.dataFolder } }),
    startTap,
    stopTap,
    async setRecording(input) {
      const row = await log.write('setRecording', input)
      return row ? { ok: withTapUrl(row, taps) } : { failed: notRunning(input.captureId) }
    },
    startDemo: () => startDemo(parts),
    rows: async (query) => withTapUrls(await log.read('rows', query), taps) as never, // rows of the kind asked for
    timeline: (input) => log.read('timeline', input),
    show: (ref) => log.read('show', ref),
    bytes: (ref) => log.read('bytes', ref),
    replay: (input) => replay(parts, input),
    removeCaptures: async (input) => ({ ok: { removed: await log.write('remove', input) } }),
    exportTrace: (input) => log.read('trace', input),
    importTrace: ({ base64 }) => importFrom(Readable.from([Buffer.from(base64, 'base64')])),
    doctor: async () => ({ ok: await checkUp(parts) }),
  }

  return Promise.resolve({
    ...guarded(api, options.dataFolder),
    importFrom,
    async close() {
      await Promise.all([...taps.keys()].map((captureId) => stopTap({ captureId }).catch(() => {})))
      await Promise.all(closers.map((close) => close()))
      await log.close()
    },
  })
}

/** A thread of the log that throws means that the database cannot be used: an answer, not an exception. */
function guarded(api: Api, dataFolder: string): Api {
  const guard = ([name, method]: [string, (input: never) => Promise<unknown>]) => [
    name,
    (input: never) =>
      method(input).catch((error: unknown): Answer<never> => ({ failed: databaseFailure(error, dataFolder) })),
  ]
  return Object.fromEntries(Object.entries(api).map(guard)) // the same methods, each with its own types
}

/** A tap's address may hold a token, which the log does not store: whose tap it is knows it. */
function withTapUrls(answer: Answer<Page<RowKind>>, taps: EngineParts['taps']): Answer<Page<RowKind>> {
  if ('failed' in answer) return answer
  const rows = answer.ok.rows.map((row) => ('tapUrl' in row ? withTapUrl(row, taps) : row))
  return { ok: { ...answer.ok, rows } }
}

function withTapUrl(row: CaptureRow, taps: EngineParts['taps']): CaptureRow {
  const tap = taps.get(row.captureId)
  return tap ? { ...row, tapUrl: tap.url } : row
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

const badAddress = (wrong: string): Failure => ({
  kind: 'bad-input',
  message: `${wrong[0]?.toUpperCase() ?? ''}${wrong.slice(1)}.`,
  advice: 'Give the address a client would use, such as http://127.0.0.1:3000/mcp.',
})

const notOurs = (captureId: number): Failure => ({
  kind: 'not-found',
  message: `No tap of this Tapscope writes capture ${captureId}.`,
  advice: 'Stop it where it was started.',
})

const notRunning = (captureId: number): Failure => ({
  kind: 'not-found',
  message: `Capture ${captureId} does not run.`,
  advice: 'Only of a capture that runs the recording can be paused: list them with `tapscope captures`.',
})

function cannotListen(error: Error, port: number): Failure {
  const code = 'code' in error ? String(error.code) : error.message
  if (code === 'EADDRINUSE') {
    return {
      kind: 'port-taken',
      message: `Port ${port} is taken by another program.`,
      advice: 'Choose another port, or leave it out to get a free one.',
    }
  }
  return {
    kind: 'unexpected',
    message: `The tap cannot listen on port ${port}: ${code}.`,
    advice: 'Choose another port.',
  }
}
