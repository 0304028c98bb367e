import { expect } from 'vitest'
import type { SessionEnd, SessionRow } from '../../src/core/session.ts'
import { connectSdk, connectSse } from '../clients/sdk.ts'
import type { Running } from '../servers/listen.ts'
import { startSse } from '../servers/sse.ts'
import { startStateless, startStreamable } from '../servers/streamable.ts'

/** Puts a tap in front of a server and lets clients live through it. */
export type Tap = (url: string, live: (tapUrl: string) => Promise<void>) => Promise<void>

/** What a client and a server go through together, for a recording. */
export interface Life {
  name: string
  live: (tap: Tap) => Promise<void>
  /** What stands in the rows of its sessions. */
  shows: Partial<SessionRow>[]
  /** The one finding that explains all others; null where there are none. */
  root: string | null
}

const aFrame = expect.any(Number) as number // stands for any
const ended = (kind: SessionEnd['kind'], confidence: SessionEnd['confidence']): SessionEnd => ({
  kind,
  frame: aFrame,
  confidence,
})

const known = { protocolVersion: '2025-11-25', client: 'tool-client 1.0.0', server: 'tool-server 1.0.0' }
const faultless = { missingOn: [], foreignOn: [], afterEndOn: [], refusedOn: [] }

export const lives: Life[] = [
  {
    name: 'sdk-session',
    root: null,
    live: (tap) => on(startStreamable(), ({ url }) => tap(url, wholeSession)),
    shows: [
      {
        ...known,
        ...faultless,
        issuedBy: 1,
        carriedBy: 11,
        end: ended('deleted', 'seen'),
        successor: null,
      },
    ],
  },
  {
    name: 'stateless',
    root: null,
    live: (tap) => on(startStateless(), ({ url }) => tap(url, callOnce)),
    shows: [{ ...known, ...faultless, sessionId: null, issuedBy: 1, end: null }],
  },
  {
    name: 'lost-session',
    root: 'session-ended-by-server',
    live: (tap) => on(startStreamable(), (server) => tap(server.url, (url) => loseSession(url, () => server.forget()))),
    shows: [
      { issuedBy: 1, missingOn: [], foreignOn: [], end: ended('expired', 'seen'), successor: '1-2' },
      { missingOn: [], foreignOn: [], refusedOn: [], end: ended('deleted', 'seen'), successor: null },
    ],
  },
  {
    name: 'http-sse',
    root: null,
    live: (tap) => on(startSse(), ({ url }) => tap(url, talkOverSse)),
    shows: [
      {
        ...known,
        ...faultless,
        transport: 'http+sse',
        issuedBy: 1,
        carriedBy: 6,
        end: ended('closed-by-client', 'seen'),
      },
    ],
  },
]

/** Lets a server live as long as `live` goes on. */
export async function on<S extends Running>(starting: Promise<S>, live: (server: S) => Promise<void>): Promise<void> {
  const server = await starting
  await live(server)
  await server.close()
}

async function wholeSession(url: string): Promise<void> {
  const { client, call, terminate, close } = await connectSdk(url)
  await client.listTools()
  await call('echo', { text: 'naïve 🦊' })
  await call('stream', { steps: 2 }, () => {})
  await call('ask', { what: 'elicitation', on: 'response' })
  await call('ask', { what: 'roots', on: 'standalone' })
  await call('fail')
  await terminate()
  await close()
}

async function callOnce(url: string): Promise<void> {
  const { call, close } = await connectSdk(url)
  await call('echo', { text: 'hi' })
  await close()
}

async function loseSession(url: string, forget: () => Promise<void>): Promise<void> {
  const first = await connectSdk(url)
  await first.call('echo', { text: 'hi' })
  await forget()
  await first.call('echo', { text: 'hi' }).catch(() => {})
  const second = await connectSdk(url)
  await second.call('echo', { text: 'hi' })
  await second.terminate()
  await Promise.all([first.close(), second.close()])
}

async function talkOverSse(url: string): Promise<void> {
  const { client, call, close } = await connectSse(url)
  await client.listTools()
  await call('echo', { text: 'hi' })
  await call('ask', { what: 'roots' })
  await close()
}
