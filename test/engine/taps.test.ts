// What an engine's taps do beside relaying: pauses that another process asks for, certificates, and keeping traffic apart.
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CaptureRow } from '../../src/core/api.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { openRaw, sendRaw } from '../clients/raw.ts'
import { connectSdk } from '../clients/sdk.ts'
import { okOf } from '../interop/tapped.ts'
import { startRaw } from '../servers/raw.ts'
import { startSecure } from '../servers/secure.ts'
import { startStreamable } from '../servers/streamable.ts'
import { exchangesOf, newEngine, newFolder } from './replay/engines.ts'

const get = ({ tapUrl }: CaptureRow, path: string): [string, string] => [
  tapUrl ?? '',
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
]

async function captureOf(engine: Engine, captureId: number): Promise<CaptureRow> {
  const [row] = okOf(await engine.rows({ kind: 'captures', filter: `captureId:${captureId}` })).rows
  if (!row) throw new Error(`there is no capture ${captureId}`)
  return row
}

describe('recording', () => {
  test('is paused and resumed by another process, and every exchange is recorded or counted', async () => {
    const folder = await newFolder()
    const server = await startRaw()
    onTestFinished(() => server.close())
    const [here, there] = [await newEngine(folder), await newEngine(folder)]
    const capture = okOf(await here.startTap({ url: server.url }))
    const { captureId } = capture
    let sent = 0
    /** Sends one more; returns how many are not in the log, or not yet. */
    const missing = async () => {
      await sendRaw(...get(capture, '/until-close'))
      sent++
      return sent - (await captureOf(here, captureId)).exchanges
    }
    expect(await captureOf(here, captureId)).toMatchObject({ recording: 'on', unrecorded: 0 })
    expect(okOf(await there.setRecording({ captureId, recording: 'paused' })).recording).toBe('paused')
    await expect.poll(missing).toBe(20)
    expect(await captureOf(here, captureId)).toMatchObject({ recording: 'paused', tapUrl: capture.tapUrl })
    expect(okOf(await there.setRecording({ captureId, recording: 'on' })).recording).toBe('on')
    const { exchanges: before } = await captureOf(here, captureId)
    await expect
      .poll(async () => (await missing()) && (await captureOf(here, captureId)).exchanges)
      .toBeGreaterThan(before)
    const { exchanges, unrecorded, dropped } = okOf(await here.stopTap({ captureId }))
    expect(unrecorded).toBeGreaterThan(1)
    expect({ all: exchanges + unrecorded, dropped }).toEqual({ all: sent, dropped: 0 })
    expect(server.received).toHaveLength(sent)
    expect(await there.setRecording({ captureId, recording: 'paused' })).toMatchObject({
      failed: { kind: 'not-found', message: `Capture ${captureId} does not run.` },
    })
  })

  test('of a replay is never paused: it takes a tap of its own', async () => {
    const server = await startRaw()
    onTestFinished(() => server.close())
    const engine = await newEngine(await newFolder())
    const capture = okOf(await engine.startTap({ url: server.url }))
    await sendRaw(...get(capture, '/until-close'))
    const [original] = await exchangesOf(engine, capture.captureId, 1)
    okOf(await engine.setRecording({ captureId: capture.captureId, recording: 'paused' }))
    const { exchange, diff } = okOf(
      await engine.replay({ captureId: capture.captureId, frame: original!.frame, mode: 'exact' }),
    )
    expect(exchange.captureId).not.toBe(capture.captureId)
    expect(diff).toEqual([])
  })
})

test('a certificate that nobody trusts is accepted on request, the capture says so, and replays do as it did', async () => {
  const server = await startSecure()
  onTestFinished(() => server.close())
  const engine = await newEngine(await newFolder())
  const strict = okOf(await engine.startTap({ url: server.url }))
  const lax = okOf(await engine.startTap({ url: server.url, insecure: true }))
  expect([strict.certificate, lax.certificate]).toEqual(['checked', 'not checked'])
  const [refused, answered] = await Promise.all([strict, lax].map((capture) => sendRaw(...get(capture, '/mcp'))))
  expect(refused!.bytes.toString()).toMatch(
    /^HTTP\/1\.1 502 .*self-signed certificate.*NODE_EXTRA_CA_CERTS.*--insecure/s,
  )
  expect(answered!.bytes.toString()).toMatch(/^HTTP\/1\.1 200 /)
  const [exchange] = await exchangesOf(engine, lax.captureId, 1)
  expect(exchange).toMatchObject({
    tls: 'TLSv1.3, certificate not trusted: DEPTH_ZERO_SELF_SIGNED_CERT',
    connectMs: expect.any(Number),
    tlsMs: expect.any(Number),
    firstByteMs: expect.any(Number),
  })
  okOf(await engine.stopTap({ captureId: lax.captureId }))
  const again = okOf(await engine.replay({ captureId: lax.captureId, frame: exchange!.frame, mode: 'exact' }))
  expect(again.status).toEqual({ original: 200, replay: 200 })
})

test('several clients that look the same, on several targets at once, each have a session of their own', async () => {
  const engine = await newEngine(await newFolder())
  const taps: { capture: CaptureRow }[] = []
  for (let n = 0; n < 2; n++) {
    const server = await startStreamable()
    onTestFinished(() => server.close())
    taps.push({ capture: okOf(await engine.startTap({ url: server.url })) })
  }
  const clients = await Promise.all(
    Array.from({ length: 10 }, async (_, n) => {
      const { capture } = taps[n % 2]!
      const client = await connectSdk(capture.tapUrl ?? '')
      await Promise.all(['a', 'b', 'c'].map((text) => client.call('echo', { text: text + n })))
      return { id: client.sessionId(), of: n % 2, close: client.close }
    }),
  )
  await Promise.all(clients.map(({ close }) => close()))
  for (const [of, { capture }] of taps.entries()) {
    const { captureId } = capture
    // initialize, initialized, a GET and three calls of five clients.
    const exchanges = await exchangesOf(engine, captureId, 30)
    const sessions = okOf(await engine.rows({ kind: 'sessions', captureId })).rows
    const ids = clients.filter((client) => client.of === of).map(({ id }) => id)
    expect(sessions).toHaveLength(5)
    expect(new Set(sessions.map(({ sessionId }) => sessionId))).toEqual(new Set(ids))
    const keys = new Map(sessions.map(({ sessionId, key }) => [sessionId, key]))
    for (const { carried, session } of exchanges) if (carried !== null) expect(session).toBe(keys.get(carried))
    expect(sessions.map(({ carriedBy, missingOn, foreignOn }) => [carriedBy, missingOn, foreignOn])).toEqual(
      ids.map(() => [5, [], []]),
    )
  }
})

test.each(['', '/', '/mcp', '/mcp/', '/a/b//c/?x=1&y=%2F&z', '/?x', '/caf%C3%A9/mcp?q=ü'])(
  'a target with the path %j: the tap has the same, and the server gets it as it was sent',
  async (path) => {
    const server = await startRaw()
    onTestFinished(() => server.close())
    const engine = await newEngine(await newFolder())
    const { origin } = new URL(server.url)
    const capture = okOf(await engine.startTap({ url: origin + path }))
    const { pathname, search } = new URL(capture.tapUrl ?? '')
    expect(pathname + search).toBe(new URL(origin + path).pathname + new URL(origin + path).search)
    const client = await openRaw(capture.tapUrl ?? '')
    onTestFinished(() => client.close())
    await client.write(get(capture, `${pathname}${search}`)[1])
    await client.until('HTTP/1.1 404')
    expect(server.received[0]?.toString()).toContain(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\n`,
    )
  },
)
