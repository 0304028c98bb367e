import { expect } from 'vitest'
import type { SessionRow } from '../../src/core/session.ts'
import { connectSdk, connectSse } from '../clients/sdk.ts'
import type { Running } from '../servers/listen.ts'
import { preparePython, type SdkVersion } from '../servers/python/prepare.ts'
import { type ReadyPython, startPythonIncident, startPythonSse } from '../servers/python/start.ts'
import { startSseIncident, type SseMistake } from '../servers/sseIncident.ts'
import { startIncident, type Mistake } from '../servers/twoManagers.ts'
import { type Life, on } from './lives.ts'

/** A mistake of an incident, how a client meets it, and what must come of it. */
interface Met<M> {
  mistake: M
  meet: (url: string) => Promise<void>
  root: string
  shows: Life['shows']
}

const anId = expect.any(String) as string // stands for any
const announced: Partial<SessionRow> = {
  sessionId: anId,
  issuedBy: 1,
  missingOn: [],
  foreignOn: [],
  transport: 'http+sse',
}

/** "Could not find session": a session of HTTP+SSE that the server announces and does not know. */
const overSse: Met<SseMistake>[] = [
  {
    mistake: 'own-dictionary',
    meet: failOverSse,
    root: 'sse-message-session-unknown',
    shows: [announced],
  },
  {
    mistake: 'two-transports',
    // One attempt does not tell two registries from two processes.
    meet: async (url) => {
      for (let tries = 0; tries < 4; tries++) await failOverSse(url)
    },
    root: 'sse-two-transports-mounted',
    shows: [1, 2, 3, 4].map(() => ({ ...announced, issuedBy: expect.any(Number) as number })), // stands for any
  },
  { mistake: 'nested-response', meet: failOverSse, root: 'sse-stream-ended-before-endpoint', shows: [] },
]

/** "No valid session ID provided": ids that the session manager of the SDK has not issued, or not this one of two. */
const managers: Met<Mistake>[] = [
  {
    mistake: 'pre-created',
    meet: useHandedOut,
    root: 'session-id-never-issued',
    shows: [{ sessionId: anId, issuedBy: null, missingOn: [], end: null }],
  },
  {
    mistake: 'two managers',
    meet: async (url) => void (await connectSdk(url).catch(() => {})),
    root: 'two-session-managers',
    shows: [{ sessionId: anId, issuedBy: 1, missingOn: [], foreignOn: [] }],
  },
]

/** Both incidents, on the SDKs of both languages. */
export const incidentLives: Life[] = [
  ...overSse.flatMap((met) => [
    lifeOf('sse-incident', met, 'typescript', startSseIncident),
    ...(['1.6.0', '1.30.0', '2.3.0'] as const).map((version) =>
      lifeOf('sse-incident', met, `python-${version}`, async (mistake) =>
        startPythonSse(await python(version), mistake),
      ),
    ),
  ]),
  ...managers.flatMap((met) => [
    lifeOf('two-managers-incident', met, 'typescript', (mistake) => startIncident({ mistake })),
    ...(['1.25.0', '1.30.0', '2.3.0'] as const).map((version) =>
      lifeOf('two-managers-incident', met, `python-${version}`, async (mistake) =>
        startPythonIncident(await python(version), mistake),
      ),
    ),
  ]),
]

function lifeOf<M extends string>(
  incident: string,
  { mistake, meet, root, shows }: Met<M>,
  sdk: string,
  start: (mistake: M) => Promise<Running>,
): Life {
  const name = `${incident}/${mistake.replace(' ', '-')}-${sdk}`
  return { name, root, shows, live: (tap) => on(start(mistake), ({ url }) => tap(url, meet)) }
}

async function python(version: SdkVersion): Promise<ReadyPython> {
  const found = await preparePython(version)
  if (found.kind === 'missing') throw new Error(found.reason)
  return found
}

async function failOverSse(url: string): Promise<void> {
  await connectSse(url).catch(() => {})
}

async function useHandedOut(url: string): Promise<void> {
  const handedOut: unknown = await (await fetch(new URL('/session', url))).json()
  const { sessionId } = handedOut as { sessionId: string } // what the incident's application answers
  const { call, close } = await connectSdk(url, { sessionId })
  await call('echo', { text: 'hi' }).catch(() => {})
  await call('echo', { text: 'hi' }).catch(() => {})
  await close()
}
