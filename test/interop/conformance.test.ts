// The conformance suite gives the same verdicts through a tap as without one. How good they are is not what is tested here.
import { describe, test } from 'vitest'
import type { Running } from '../servers/listen.ts'
import { startModern } from '../servers/modern.ts'
import { conformanceOf, conformanceOfClient } from './conformance.ts'
import { loudFindings } from './healthy.ts'
import { prepareOthers } from './prepare.ts'
import { example, programsOf, startProgram } from './programs.ts'
import { tapInFrontOf } from './tapped.ts'

const others = await prepareOthers()

interface Case {
  server: string
  revision: '2025-11-25' | '2026-07-28'
  start: () => Promise<Running>
  /** What a tap does that this server does not do by itself. */
  stricter?: readonly string[]
  /** What is found above a note, and true. */
  earned?: readonly string[]
}

const everything = () => startProgram(programsOf(others!).everything('streamableHttp'), '/mcp')
/** A tap turns strange hosts away, also where a server checks nothing. */
const HOST_CHECK = 'server-dns-rebinding-protection localhost-host-rebinding-rejected'

/** What the suite does with sessions: it opens one for each check, and goes on with one that it has ended, to see it refused. */
const SESSIONS = ['session-per-request', 'session-deleted-then-used']
/** What the suite does wrong in the newer protocol, to see it refused. */
const WRONG_ON_PURPOSE = [
  'modern-meta-missing', // a request without _meta
  'modern-header-body-mismatch', // headers that name another version or method than the body
  'modern-removed-method', // initialize and ping
]
/** As above, of servers that get further. */
const WRONG_FURTHER_ON = [
  ...WRONG_ON_PURPOSE,
  'modern-version-unsupported', // version v999.0.0
  'modern-era-misdetected-by-client', // initialize after a discover that was refused
  'tasks-extension-misuse', // tasks/result
  'modern-param-header-mismatch', // a mirrored argument that is not what was sent, or no base64
]

const cases: Case[] = [
  {
    server: 'everything',
    revision: '2025-11-25',
    start: everything,
    stricter: [HOST_CHECK],
    // Ended sessions are refused by it with 400.
    earned: [...SESSIONS, 'session-400-instead-of-404'],
  },
  {
    server: 'everything',
    revision: '2026-07-28',
    start: everything,
    // It knows no newer protocol, and an initialize that claims to be of that one gets an error.
    earned: [...WRONG_ON_PURPOSE, 'initialize-error-response'],
  },
  {
    server: 'sessions',
    revision: '2025-11-25',
    start: () => startProgram(example('simpleStreamableHttp'), '/mcp'),
    // On a stream that is resumed the example sends its priming event again, as a message {}.
    earned: [...SESSIONS, 'sse-malformed-framing'],
  },
  { server: 'modern', revision: '2026-07-28', start: () => startModern('reject'), earned: WRONG_FURTHER_ON },
  { server: 'both eras', revision: '2025-11-25', start: () => startModern('stateless') },
  {
    server: 'sessions beside modern',
    revision: '2025-11-25',
    start: () => startModern('sessions'),
    earned: SESSIONS,
  },
  {
    server: 'sessions beside modern',
    revision: '2026-07-28',
    start: () => startModern('sessions'),
    earned: WRONG_FURTHER_ON,
  },
]

describe.skipIf(!others)('conformance of a server', { timeout: 180_000 }, () => {
  test.concurrent.for(cases)(
    '$server, by $revision',
    async ({ start, revision, stricter = [], earned }, { expect }) => {
      const server = await start()
      const tapped = await tapInFrontOf(server.url)
      try {
        const direct = await conformanceOf(others!, server.url, revision)
        const expected = direct.map((verdict) =>
          stricter.includes(verdict.replace(': FAILURE', '')) ? verdict.replace('FAILURE', 'SUCCESS') : verdict,
        )
        expect(await conformanceOf(others!, tapped.url, revision)).toEqual(expected)
        await tapped.rows('exchanges', (rows) => rows.every(({ end }) => end !== null))
        expect(await loudFindings(tapped, earned)).toEqual([])
      } finally {
        await tapped.close()
        await server.close()
      }
    },
  )
})

/** Here the suite's server sends session ids with the newer protocol. */
const LEFTOVERS = ['modern-session-leftovers']

const scenarios: { scenario: string; version: Case['revision']; earned?: readonly string[] }[] = [
  { scenario: 'initialize', version: '2025-11-25' },
  // Here the suite's server answers GET with 404 in place of 405.
  { scenario: 'tools_call', version: '2025-11-25', earned: ['get-stream-wrong-status'] },
  { scenario: 'elicitation-sep1034-client-defaults', version: '2025-11-25' },
  { scenario: 'sse-retry', version: '2025-11-25' },
  { scenario: 'tools_call', version: '2026-07-28' },
  { scenario: 'request-metadata', version: '2026-07-28' },
  { scenario: 'sep-2322-client-request-state', version: '2026-07-28' },
  { scenario: 'http-standard-headers', version: '2026-07-28', earned: LEFTOVERS },
  { scenario: 'http-custom-headers', version: '2026-07-28', earned: LEFTOVERS },
  { scenario: 'http-invalid-tool-headers', version: '2026-07-28', earned: LEFTOVERS },
  { scenario: 'json-schema-ref-no-deref', version: '2026-07-28' },
]

describe.skipIf(!others)('conformance of a client through a tap', { timeout: 180_000 }, () => {
  test.concurrent.for(scenarios)('$scenario, $version', async ({ scenario, version, earned = [] }, { expect }) => {
    const { verdicts, loud } = await conformanceOfClient(others!, scenario, version)
    expect(verdicts.filter((verdict) => !/: (SUCCESS|INFO|SKIPPED)$/.test(verdict))).toEqual([])
    expect(loud.filter(({ id }) => !earned.includes(id))).toEqual([])
  })
})
