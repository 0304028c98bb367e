import { setImmediate as nextTurn } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { AuthMode } from '../../../src/core/api.ts'
import type { EventKind, WireEvent } from '../../../src/core/wire.ts'
import { createObserver } from '../../../src/engine/log/observe.ts'
import { createRecorder, type Recorder, SlabPool } from '../../../src/engine/log/recorder.ts'
import { readRecords } from '../../../src/engine/log/records.ts'
import { Secrets } from '../../../src/engine/log/secrets.ts'
import { openHttpTap } from '../../../src/engine/tap/http.ts'
import type { Recording } from '../../../src/engine/tap/recording.ts'
import { readTarget } from '../../../src/engine/tap/target.ts'
import { openRaw, type RawConnection } from '../../clients/raw.ts'
import { type ManualServer, startManual } from '../../servers/manual.ts'

const KEEP_BYTES = 8 * 1024 * 1024

/** The events that may be of kind `K`: both bodies are one type. */
type Of<K extends EventKind> = WireEvent extends infer E
  ? E extends { kind: infer F }
    ? K extends F
      ? E
      : never
    : never
  : never

/** A tap whose wire events stay in memory: what the log would store, without a database. */
export interface WatchedTap {
  url: string
  port: number
  recording: Recording
  /** The events of a kind so far. */
  events<K extends EventKind>(kind: K): Of<K>[]
  /** Everything so far. */
  all(): WireEvent[]
  /** How the n-th exchange ended, once it has; 0: the first. */
  end(n?: number): Promise<Of<'end'>>
  close(): Promise<void>
}

/** What a tap is opened with besides: `env` is where a proxy may be named. */
export interface TapHow {
  keepBytes?: number
  insecure?: boolean
  auth?: AuthMode
  env?: NodeJS.ProcessEnv
}

/** Opens a tap in front of `url` that is closed with the test. */
export async function tapOn(
  url: string,
  { keepBytes = KEEP_BYTES, insecure, env, auth }: TapHow = {},
): Promise<WatchedTap> {
  const target = readTarget(url, insecure, env)
  if ('wrong' in target) throw new Error(target.wrong)
  const { recorder, all, changed } = watching(keepBytes)
  const tap = await openHttpTap(target, 0, recorder, keepBytes, auth)
  let closed: Promise<void> | undefined
  const close = () => (closed ??= tap.close())
  onTestFinished(close)
  const events = <K extends EventKind>(kind: K) => all().filter((event) => event.kind === kind) as Of<K>[] // filtered by kind
  return {
    url: tap.url,
    port: tap.port,
    recording: tap.recording,
    all,
    events,
    async end(n = 0) {
      for (;;) {
        const exchange = events('request')[n]?.exchange
        const end = events('end').find((event) => event.exchange === exchange)
        if (exchange !== undefined && end) return end
        await changed()
      }
    },
    close,
  }
}

/** A recorder whose records become events at once. */
function watching(keepBytes: number): { recorder: Recorder; all: () => WireEvent[]; changed: () => Promise<void> } {
  const events: WireEvent[] = []
  const waiting: (() => void)[] = []
  const secrets = new Secrets('salt')
  const observer = createObserver({ emit: (event) => void events.push(event), secrets, keepBytes })
  const pool = new SlabPool(64 * 1024 * 1024)
  const recorder = createRecorder(pool, (memory, used) => {
    for (const record of readRecords(memory, used)) observer.observe(record)
    pool.giveBack(memory)
    for (const resolve of waiting.splice(0)) resolve()
  })
  return {
    recorder,
    all() {
      recorder.flush()
      return events
    },
    changed: () => new Promise((resolve) => waiting.push(resolve)),
  }
}

/** A tap in front of a server whose bytes the test writes, and one connection through both. */
export async function connected(how?: TapHow): Promise<{
  server: ManualServer
  tap: WatchedTap
  /** The client's end, and the server's. */
  client: RawConnection
  far: RawConnection
  /** What the tap's and the server's names are in a Host header. */
  tapHost: string
  host: string
}> {
  const server = await startManual()
  onTestFinished(() => server.close())
  const tap = await tapOn(server.url, how)
  const client = await openRaw(tap.url)
  onTestFinished(() => client.close())
  return { server, tap, client, far: await server.next(), tapHost: hostOf(tap.url), host: hostOf(server.url) }
}

/** Writes pieces so that the tap, which runs in this process, reads each one on its own. */
export async function writeApart(connection: RawConnection, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    await connection.write(piece)
    // One turn to end what is under way, and one in which the sockets are looked at.
    await nextTurn()
    await nextTurn()
  }
}

export const hostOf = (url: string): string => new URL(url).host
