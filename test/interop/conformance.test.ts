// The conformance suite gives the same verdicts through a tap as without one. How good they are is not what is tested here.
import path from 'node:path'
import { describe, test } from 'vitest'
import type { Running } from '../servers/listen.ts'
import { startModern } from '../servers/modern.ts'
import { conformanceOf, conformanceOfClient } from './conformance.ts'
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
}

const everything = () => startProgram(programsOf(others!).everything('streamableHttp'), '/mcp')
/** A tap turns strange hosts away, also where a server checks nothing. */
const HOST_CHECK = 'server-dns-rebinding-protection localhost-host-rebinding-rejected'

const cases: Case[] = [
  { server: 'everything', revision: '2025-11-25', start: everything, stricter: [HOST_CHECK] },
  { server: 'everything', revision: '2026-07-28', start: everything },
  { server: 'sessions', revision: '2025-11-25', start: () => startProgram(example('simpleStreamableHttp'), '/mcp') },
  { server: 'modern', revision: '2026-07-28', start: () => startModern('reject') },
  { server: 'both eras', revision: '2025-11-25', start: () => startModern('stateless') },
  { server: 'sessions beside modern', revision: '2025-11-25', start: () => startModern('sessions') },
  { server: 'sessions beside modern', revision: '2026-07-28', start: () => startModern('sessions') },
]

describe.skipIf(!others)('conformance of a server', { timeout: 180_000 }, () => {
  test.concurrent.for(cases)('$server, by $revision', async ({ start, revision, stricter = [] }, { expect }) => {
    const server = await start()
    const tapped = await tapInFrontOf(server.url)
    try {
      const direct = await conformanceOf(others!, server.url, revision)
      const expected = direct.map((verdict) =>
        stricter.includes(verdict.replace(': FAILURE', '')) ? verdict.replace('FAILURE', 'SUCCESS') : verdict,
      )
      expect(await conformanceOf(others!, tapped.url, revision)).toEqual(expected)
    } finally {
      await tapped.close()
      await server.close()
    }
  })
})

const CLIENT = [process.execPath, '--no-warnings', path.join(import.meta.dirname, 'conformanceClient.ts')]

const scenarios = [
  { scenario: 'initialize', version: '2025-11-25' },
  { scenario: 'tools_call', version: '2025-11-25' },
  { scenario: 'elicitation-sep1034-client-defaults', version: '2025-11-25' },
  { scenario: 'sse-retry', version: '2025-11-25' },
  { scenario: 'tools_call', version: '2026-07-28' },
  { scenario: 'request-metadata', version: '2026-07-28' },
  { scenario: 'sep-2322-client-request-state', version: '2026-07-28' },
  { scenario: 'http-standard-headers', version: '2026-07-28' },
  { scenario: 'http-custom-headers', version: '2026-07-28' },
  { scenario: 'http-invalid-tool-headers', version: '2026-07-28' },
  { scenario: 'json-schema-ref-no-deref', version: '2026-07-28' },
]

describe.skipIf(!others)('conformance of a client through a tap', { timeout: 180_000 }, () => {
  test.concurrent.for(scenarios)('$scenario, $version', async ({ scenario, version }, { expect }) => {
    const verdicts = await conformanceOfClient(others!, CLIENT, scenario, version)
    expect(verdicts.filter((verdict) => !/: (SUCCESS|INFO|SKIPPED)$/.test(verdict))).toEqual([])
  })
})
