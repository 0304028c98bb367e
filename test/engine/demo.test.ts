import { expect, test } from 'vitest'
import type { ExchangeRow } from '../../src/core/exchange.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { okOf } from '../interop/tapped.ts'
import { newEngine, newFolder } from './replay/engines.ts'

/** The exchanges of a demo, once its last request, DELETE, is over. */
async function played(engine: Engine, captureId: number): Promise<ExchangeRow[]> {
  let since: string | undefined
  for (const end = Date.now() + 15_000; Date.now() < end;) {
    const page = okOf(await engine.rows({ kind: 'exchanges', captureId, since, waitMs: 1000 }))
    const over = page.rows.every(({ endedAt }) => endedAt !== null)
    if (over && page.rows.some(({ method }) => method === 'DELETE')) return page.rows
    since = page.revision
  }
  throw new Error('the demo has not come to its end')
}

test('the demo shows a session with its end, progress, and a refused request that can be replayed', async () => {
  const begun = performance.now()
  const engine = await newEngine(await newFolder())
  const { captureId, name, stoppedAt } = okOf(await engine.startDemo({}))
  expect({ name, stoppedAt }).toEqual({ name: 'Demo', stoppedAt: null })
  const exchanges = await played(engine, captureId)
  expect(performance.now() - begun).toBeLessThan(5000)

  expect(exchanges.map(({ rpc, method, status }) => `${rpc ?? method} ${status}`).toSorted()).toEqual([
    'DELETE 200',
    'GET 200',
    'initialize 200',
    'notifications/initialized 202',
    'tools/call add 200',
    'tools/call echo 400',
    'tools/call slow_count 200',
    'tools/list 200',
  ])
  const sessions = okOf(await engine.rows({ kind: 'sessions', captureId })).rows
  const refused = exchanges.find(({ status }) => status === 400)
  expect(sessions).toMatchObject([
    { client: 'tapscope-demo-client 1.0.0', end: { kind: 'deleted', confidence: 'seen' }, refusedOn: [] },
    { issuedBy: null, foreignOn: [refused?.frame], refusedOn: [refused?.frame] },
  ])
  const progress = { kind: 'messages', captureId, filter: 'method:notifications/progress' } as const
  expect(okOf(await engine.rows(progress)).total).toBe(5)

  const replay = async (mode: 'exact' | 'fresh') =>
    okOf(await engine.replay({ captureId, frame: refused?.frame ?? 0, mode })).status
  expect(await replay('exact')).toEqual({ original: 400, replay: 400 })
  expect(await replay('fresh')).toEqual({ original: 400, replay: 200 })
})

test('the demo may be started again, in a capture of its own and with the same server', async () => {
  const engine = await newEngine(await newFolder())
  const [first, second] = await Promise.all([engine.startDemo({}), engine.startDemo({})])
  expect(okOf(first).captureId).not.toBe(okOf(second).captureId)
  expect(okOf(first).target).toBe(okOf(second).target)
  for (const { captureId } of [okOf(first), okOf(second)]) await played(engine, captureId)
})

test('closing the engine in the middle of the demo ends its server too', async () => {
  const engine = await newEngine(await newFolder())
  const { target } = okOf(await engine.startDemo({}))
  await engine.close()
  await expect(fetch(target)).rejects.toThrow('fetch failed')
})
