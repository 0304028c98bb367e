import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Answer, Failure, Page, RowsQuery } from '../../src/core/api.ts'
import { Feed } from '../../src/renderer/feed.ts'
import type { Span } from '../../src/renderer/feed.ts'
import { useConnection } from '../../src/renderer/stores/connection.ts'
import { anExchange } from '../rows.ts'
import { fakeApi } from './fakeApi.ts'

type Exchanges = Page<'exchanges'>

const opened: { close(): void }[] = []
afterEach(() => {
  for (const feed of opened.splice(0)) feed.close()
})

type Ask = (query: RowsQuery<'exchanges'>, signal: AbortSignal) => Promise<Answer<Exchanges>>

function watch(rows: Ask, span: Span = { offset: -2, limit: 2 }) {
  const pages: Exchanges[] = []
  const failures: Failure[] = []
  const feed = new Feed<Exchanges>({
    span,
    ask: (wanted, signal) => rows({ kind: 'exchanges', captureId: 1, ...wanted }, signal),
    onPage: (page) => pages.push(page),
    onFailure: (failure) => failures.push(failure),
  })
  opened.push(feed)
  const frames = () => pages.at(-1)?.rows.map(({ frame }) => frame)
  return { feed, pages, failures, frames }
}

const rowsFrom = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => anExchange(first + index))

describe('a feed', () => {
  test('shows what is there, and then what comes, through one call that waits', async () => {
    const fake = fakeApi({ exchanges: rowsFrom(1, 5) })
    const { frames } = watch((query) => fake.rows(query))
    await expect.poll(() => frames()).toEqual([4, 5])
    fake.change(({ exchanges }) => exchanges.push(anExchange(6)))
    await expect.poll(() => frames()).toEqual([5, 6])
    expect(fake.asked.map(({ since }) => since)).toEqual([undefined, '0', '1'].slice(0, fake.asked.length))
  })

  test('asks at once for other rows, though its waiting call goes on', async () => {
    const fake = fakeApi({ exchanges: rowsFrom(1, 50) })
    const { feed, frames } = watch((query) => fake.rows(query))
    await expect.poll(() => frames()).toEqual([49, 50])
    feed.look({ offset: 10, limit: 2 })
    await expect.poll(() => frames()).toEqual([11, 12])
    fake.change(({ exchanges }) => exchanges.unshift(anExchange(0)))
    await expect.poll(() => frames()).toEqual([10, 11])
  })

  test('asks again when news come while it asks, so that nothing old stays', async () => {
    const fake = fakeApi({ exchanges: rowsFrom(1, 50) })
    let slow: (() => void) | undefined
    const rows: Ask = async (query) => {
      const answer = await fake.rows(query)
      if (query.offset === 10 && !slow) await new Promise<void>((resolve) => (slow = resolve))
      return answer
    }
    const { feed, frames, pages } = watch(rows)
    await expect.poll(() => pages).toHaveLength(1)
    feed.look({ offset: 10, limit: 2 })
    await expect.poll(() => slow).toBeDefined()
    fake.change(({ exchanges }) => exchanges.unshift(anExchange(0)))
    await new Promise((resolve) => setTimeout(resolve, 20))
    slow?.()
    await expect.poll(() => frames()).toEqual([10, 11])
  })

  test('stops at a filter that cannot be read', async () => {
    const failed: Answer<never> = { failed: { kind: 'bad-input', message: 'No.', advice: 'Else.' } }
    const rows = vi.fn<Ask>(async () => failed)
    const { failures } = watch(rows)
    await expect.poll(() => failures).toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(rows).toHaveBeenCalledTimes(1)
  })

  test('tries again after a failure that may pass, at once when told to', async () => {
    const fake = fakeApi({ exchanges: rowsFrom(1, 3) })
    let broken = true
    let asked = 0
    const rows: Ask = (query) => {
      asked++
      return broken
        ? Promise.resolve({ failed: { kind: 'database', message: 'Locked.', advice: 'Wait.' } })
        : fake.rows(query)
    }
    const { failures, frames } = watch(rows)
    await expect.poll(() => failures).toHaveLength(1)
    broken = false
    const before = asked
    useConnection.getState().retry()
    await new Promise(setImmediate)
    expect(asked).toBe(before + 1)
    await expect.poll(() => frames()).toEqual([2, 3])
  })

  test('says nothing more once it is closed', async () => {
    const fake = fakeApi({ exchanges: rowsFrom(1, 3) })
    const { feed, pages } = watch((query) => fake.rows(query))
    await expect.poll(() => pages).toHaveLength(1)
    feed.close()
    fake.change(({ exchanges }) => exchanges.push(anExchange(4)))
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(pages).toHaveLength(1)
  })

  test('holds no connection while nobody sees the page', async () => {
    const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
    vi.stubGlobal('document', page)
    const turn = (state: string) => {
      page.visibilityState = state
      page.dispatchEvent(new Event('visibilitychange'))
    }
    const fake = fakeApi({ exchanges: rowsFrom(1, 5) })
    const rows: Ask = (query, signal) =>
      Promise.race([
        fake.rows(query),
        new Promise<Answer<never>>((resolve) =>
          signal.addEventListener('abort', () =>
            resolve({ failed: { kind: 'unexpected', message: 'Aborted.', advice: '' } }),
          ),
        ),
      ])
    const { frames, failures } = watch(rows)
    await expect.poll(() => fake.asked).toHaveLength(2)
    turn('hidden')
    await new Promise((resolve) => setTimeout(resolve, 20))
    fake.change(({ exchanges }) => exchanges.push(anExchange(6)))
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(fake.asked).toHaveLength(2)
    turn('visible')
    await expect.poll(() => frames()).toEqual([5, 6])
    expect(failures).toEqual([])
    vi.unstubAllGlobals()
  })
})
