import { expect, onTestFinished, test } from 'vitest'
import type { CaptureRow, ReplayInput } from '../../../src/core/api.ts'
import type { Engine, EngineParts } from '../../../src/engine/engine.ts'
import { now } from '../../../src/engine/log/recorder.ts'
import { findPlace } from '../../../src/engine/replay/place.ts'
import { connectSdk, type SdkClient } from '../../clients/sdk.ts'
import { okOf } from '../../interop/tapped.ts'
import { startStreamable } from '../../servers/streamable.ts'
import { engineOfFile, logOfFile } from './engines.ts'

interface Scene {
  engine: Engine
  /** Starts a tap in front of the server. */
  tap: () => Promise<CaptureRow>
  connect: (capture: CaptureRow) => Promise<SdkClient>
  /** Looks for a place as another process would, whose own taps are none. */
  find: (capture: CaptureRow, input: Pick<ReplayInput, 'mode' | 'to'>) => ReturnType<typeof findPlace>
}

const here = engineOfFile()
const outside = logOfFile(here)

async function open(): Promise<Scene> {
  const server = await startStreamable()
  onTestFinished(() => server.close())
  const { engine } = here
  const parts = { log: outside.log, taps: new Map() } as unknown as EngineParts // a place needs no more of an engine
  return {
    engine,
    tap: async () => okOf(await engine.startTap({ url: server.url })),
    async connect({ tapUrl }) {
      const client = await connectSdk(tapUrl ?? '')
      onTestFinished(() => client.close())
      await client.client.listTools()
      return client
    },
    async find({ captureId }, input) {
      const capture = okOf(await engine.rows({ kind: 'captures', filter: `captureId:${captureId}` })).rows[0]
      return findPlace(parts, capture!, 'streamable-http', { frame: 1, ...input })
    },
  }
}

test('a capture whose tap runs, in whatever process, is the place', async () => {
  const { tap, find } = await open()
  const capture = await tap()
  const { captureId, tapUrl } = capture
  const port = Number(new URL(tapUrl ?? '').port)
  const route = { target: '/mcp', moved: null }
  expect(okOf(await find(capture, { mode: 'exact' }))).toMatchObject({ tap: { captureId, port }, route, live: null })
  // The same address in another spelling.
  const { target } = capture
  expect(okOf(await find(capture, { mode: 'exact', to: target.replace('http://', 'HTTP://') })).tap?.port).toBe(port)
})

test('a stopped tap, or another server, asks for a new one', async () => {
  const { engine, tap, find } = await open()
  const capture = await tap()
  expect(okOf(await find(capture, { mode: 'exact', to: '127.0.0.1:9/v2?x' }))).toMatchObject({
    tap: null,
    target: 'http://127.0.0.1:9/v2?x',
    route: { target: '/v2?x', moved: { from: '/mcp', to: '/v2?x' } },
  })
  await engine.stopTap(capture)
  expect(okOf(await find(capture, { mode: 'exact' }))).toMatchObject({ tap: null, target: capture.target })
})

test('what is no address is said to be none', async () => {
  const { tap, find } = await open()
  expect(await find(await tap(), { mode: 'exact', to: 'ftp://x/' })).toMatchObject({ failed: { kind: 'bad-input' } })
})

test('the live session is the newest that is open, of this capture or another of the same target', async () => {
  const { engine, tap, connect, find } = await open()
  const [first, second] = [await tap(), await tap()]
  expect(okOf(await find(first, { mode: 'live' }))).toMatchObject({ tap: null, live: null })

  const old = await connect(first)
  const newer = await connect(first)
  await connectSdk(first.tapUrl ?? '', { sessionId: 'made-up' }).then((other) => other.call('echo').catch(() => {}))
  const live = async () => okOf(await find(first, { mode: 'live' }))
  await expect.poll(live).toMatchObject({ live: { sessionId: newer.sessionId(), version: '2025-11-25' } })
  await newer.terminate()
  await expect.poll(live).toMatchObject({ tap: { captureId: first.captureId }, live: { sessionId: old.sessionId() } })

  const elsewhere = await connect(second)
  await expect.poll(live).toMatchObject({ live: { sessionId: old.sessionId() } })
  await engine.stopTap(first)
  await expect.poll(live).toMatchObject({
    tap: { captureId: second.captureId },
    live: { sessionId: elsewhere.sessionId() },
  })
})

test('a token in the address of a target is known to the process that tapped it, and to no other', async () => {
  const target = 'http://127.0.0.1:9/mcp?api_key=k-1'
  const begun = { name: 'keyed', target, transport: 'streamable-http', tapUrl: null, at: now(), keepBytes: 0 }
  const captureId = await outside.log.write('begin', begun)
  const capture = okOf(await here.engine.rows({ kind: 'captures', filter: `captureId:${captureId}` })).rows[0]
  expect(capture?.target).toMatch(/\/mcp\?api_key=\[sha256 \w+\]$/)
  const parts = { log: outside.log, taps: new Map() } as unknown as EngineParts // a place needs no more of an engine
  const place = await findPlace(parts, capture!, 'streamable-http', { frame: 1, mode: 'exact' })
  expect(okOf(place)).toMatchObject({ tap: null, target, route: { target: '/mcp?api_key=k-1', moved: null } })
})
