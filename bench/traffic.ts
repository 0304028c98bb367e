import type { CaptureFacts } from '../src/core/exchange.ts'
import type { Head } from '../src/core/http.ts'
import { framesOf, type WireEvent } from '../src/core/wire.ts'
import { readRecording, recordingNames } from '../test/interop/recordings.ts'

/** Real sessions of real clients and servers, one behind the other in one capture. */
export interface Traffic {
  capture: CaptureFacts
  /** Events of the next round of all sessions; those of round n come behind those of n - 1, and share no id with them. */
  round(n: number): WireEvent[]
}

/** By how much events are moved to stand behind others; `name` is put behind their session ids. */
interface Shift {
  frames: number
  connections: number
  at: number
  name: string
}

/** A pause between two sessions, and when the first begins, in microseconds. */
const PAUSE = 100_000
const BEGINNING = 1_790_000_000_000_000

/** The recordings of healthy sessions over HTTP: of every transport, era and SDK that there is a recording of. */
export async function readTraffic(): Promise<Traffic> {
  const names = (await recordingNames()).filter((name) => /^healthy\/(?!stdio)/.test(name))
  const recordings = await Promise.all(names.map((name) => readRecording(name)))
  const whole: WireEvent[] = []
  for (const { events } of recordings) {
    const { at, ...rest } = behind(whole)
    const shift = { ...rest, at: at - (events[0]?.at ?? 0), name: '' }
    for (const event of events) if (event.kind !== 'stop') whole.push(shifted(event, shift))
  }
  const { frames, connections, at } = behind(whole)
  const [first] = recordings
  if (!first) throw new Error('there are no recordings of healthy sessions')
  return {
    capture: first.capture,
    round(n) {
      const shift = { frames: frames * n, connections: connections * n, at: BEGINNING + at * n, name: `-${n}` }
      return whole.map((event) => shifted(event, shift))
    },
  }
}

function behind(events: readonly WireEvent[]): Omit<Shift, 'name'> {
  const last = events.at(-1)
  if (!last) return { frames: 0, connections: 0, at: 0 }
  const connections = events.map((event) => (event.kind === 'request' ? event.connection : 0))
  const frames = last.frame + framesOf('messages' in last ? last.messages : undefined) - 1
  return { frames, connections: Math.max(...connections), at: last.at + PAUSE }
}

function shifted(event: WireEvent, { frames, connections, at, name }: Shift): WireEvent {
  const place = { frame: event.frame + frames, at: event.at + at }
  if (event.exchange === null) return { ...event, ...place }
  const exchange = event.exchange + frames
  switch (event.kind) {
    case 'request':
      return {
        ...event,
        ...place,
        exchange,
        connection: event.connection + connections,
        head: renamed(event.head, name),
      }
    case 'response':
      return { ...event, ...place, exchange, head: renamed(event.head, name) }
    case 'sse': {
      const { data, event: type } = event.block
      const block = type === 'endpoint' && data !== null ? { ...event.block, data: renamedIn(data, name) } : event.block
      return { ...event, ...place, exchange, block }
    }
    case 'request body':
    case 'response body':
    case 'rewrite':
    case 'end':
      return { ...event, ...place, exchange }
  }
}

const renamed = ({ startLine, headers }: Head, name: string): Head => ({
  startLine: renamedIn(startLine, name),
  headers: headers.map(([key, value]) => [key, /^mcp-session-id$/i.test(key) ? value + name : value]),
})

/** A session id in the query of an address. */
const renamedIn = (text: string, name: string): string => text.replace(/(session_?id=[^\s&]+)/i, `$1${name}`)
