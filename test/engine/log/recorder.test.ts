import { expect, onTestFinished, test, vi } from 'vitest'
import { createRecorder, now, SlabPool } from '../../../src/engine/log/recorder.ts'
import { type LogRecord, readRecords, RECORD, SLAB_BYTES } from '../../../src/engine/log/records.ts'

/** A recorder whose writer answers only when it is told to. */
function stalled(slabs: number) {
  const pool = new SlabPool(slabs * SLAB_BYTES)
  const waiting: [ArrayBuffer, number][] = []
  const recorder = createRecorder(pool, (memory, used) => void waiting.push([memory, used]))
  onTestFinished(() => recorder.flush())
  /** What the writer reads when it gets to it; the memory is free again then. */
  function written(): LogRecord[] {
    return waiting.splice(0).flatMap(([memory, used]) => {
      const records = [...readRecords(memory, used)].map((record) => ({ ...record, bytes: Buffer.from(record.bytes) }))
      pool.giveBack(memory)
      return records
    })
  }
  return { recorder, written, waiting }
}

const body = Buffer.alloc(100_000, 'b')

test('what is recorded is there, in order, with the time', () => {
  const { recorder, written } = stalled(8)
  const before = now()
  expect(recorder.record(RECORD.requestHead, 1, 7, Buffer.from('..head..'), 2, 6)).toBe(true)
  expect(recorder.record(RECORD.requestEnd, 1, 5)).toBe(true)
  recorder.flush()
  const [head, end] = written()
  expect(head).toMatchObject({ kind: RECORD.requestHead, number: 1, extra: 7, bytes: Buffer.from('head') })
  expect(end).toMatchObject({ kind: RECORD.requestEnd, number: 1, extra: 5 })
  expect(head?.at).toBeGreaterThanOrEqual(before)
  expect(end?.at).toBeLessThanOrEqual(now())
})

test('a body larger than a slab comes in pieces that make the whole', () => {
  const { recorder, written } = stalled(8)
  const large = Buffer.from(Array.from({ length: 3 * SLAB_BYTES }, (_none, n) => n % 251))
  expect(recorder.record(RECORD.responseBody, 1, 0, large)).toBe(true)
  recorder.flush()
  expect(Buffer.concat(written().map(({ bytes }) => bytes)).equals(large)).toBe(true)
})

test('a slab that does not fill up is sent all the same', async () => {
  const { recorder, waiting } = stalled(8)
  recorder.record(RECORD.requestHead, 1, 1, Buffer.from('head'))
  expect(waiting).toEqual([])
  await expect.poll(() => waiting).toHaveLength(1)
})

test('a writer that does not answer costs copies, never more memory, and heads outlive bodies', () => {
  const { recorder, waiting, written } = stalled(16)
  let kept = 0
  while (recorder.record(RECORD.responseBody, 1, 0, body)) kept++
  expect(kept * body.length).toBeLessThan(16 * SLAB_BYTES)
  expect(recorder.record(RECORD.responseBody, 1, 0, body)).toBe(false)
  expect(recorder.record(RECORD.end, 1, 0, Buffer.from('{}'))).toBe(true)
  while (recorder.record(RECORD.requestHead, 2, 1, body)) expect(waiting.length).toBeLessThanOrEqual(16)
  expect(recorder.record(RECORD.requestHead, 3, 1, body)).toBe(false)
  recorder.flush()
  expect(written().filter(({ kind }) => kind === RECORD.end)).toHaveLength(1)
})

test('bodies leave the reserve to heads and ends', () => {
  const { recorder } = stalled(16)
  while (recorder.record(RECORD.responseBody, 1, 0, body));
  const end = Buffer.from('{"end":"server-clean"}')
  for (let n = 0; n < 10_000; n++) {
    if (n % 100 === 0) expect(recorder.record(RECORD.end, n, 0, end)).toBe(true)
    else expect(recorder.record(RECORD.responseBody, n, 0, end)).toBe(false)
  }
})

test('a writer that is stuck gets full slabs, so that a little traffic does not fill the queue', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { recorder, waiting, written } = stalled(16)
  for (let n = 0; n < 1000; n++) {
    expect(recorder.record(RECORD.requestHead, n, 1, Buffer.from('head'))).toBe(true)
    vi.advanceTimersByTime(40)
  }
  expect(waiting.length).toBeLessThanOrEqual(5)
  written()
  vi.advanceTimersByTime(40)
  expect(written().at(-1)).toMatchObject({ number: 999 })
})

test('what was dropped is told as soon as there is room again', () => {
  const { recorder, written } = stalled(4)
  while (recorder.record(RECORD.requestHead, 1, 1, body));
  for (let n = 0; n < 4; n++) recorder.record(RECORD.responseBody, 1, 0, body)
  const before = written()
  expect(before.some(({ kind }) => kind === RECORD.gap)).toBe(false)
  expect(recorder.record(RECORD.requestHead, 2, 1, Buffer.from('again'))).toBe(true)
  recorder.flush()
  const [gap, head] = written()
  expect(gap).toMatchObject({ kind: RECORD.gap, number: 5, extra: 5 * body.length })
  expect(head).toMatchObject({ kind: RECORD.requestHead, number: 2 })
})

test('what was dropped is told at the latest when the recorder is flushed, even if nothing follows', () => {
  const { recorder, written } = stalled(4)
  while (recorder.record(RECORD.requestHead, 1, 1, body));
  written()
  recorder.flush()
  expect(written()).toMatchObject([{ kind: RECORD.gap, number: 1, extra: body.length }])
})

test('what was dropped is told a moment after there is room again, even if nothing follows', async () => {
  const { recorder, written } = stalled(4)
  while (recorder.record(RECORD.requestHead, 1, 1, body));
  written()
  await expect.poll(() => written()).toMatchObject([{ kind: RECORD.gap, number: 1 }])
})

test('a head that no slab can hold is dropped and counted', () => {
  const { recorder, written } = stalled(4)
  expect(recorder.record(RECORD.requestHead, 1, 1, Buffer.alloc(SLAB_BYTES))).toBe(false)
  expect(recorder.record(RECORD.requestHead, 2, 1, Buffer.from('small'))).toBe(true)
  recorder.flush()
  expect(written()).toMatchObject([
    { kind: RECORD.gap, number: 1 },
    { kind: RECORD.requestHead, number: 2 },
  ])
})

test('memory that came back and is not kept for the next slab is freed at once', () => {
  const pool = new SlabPool(SLAB_BYTES * 16)
  const taken = Array.from({ length: 12 }, () => pool.take(false)).filter((memory) => memory !== undefined)
  for (const memory of taken) pool.giveBack(memory)
  expect(taken.map(({ byteLength }) => byteLength)).toEqual(
    Array.from({ length: 12 }, (_, n) => (n < 4 ? SLAB_BYTES : 0)),
  )
})

test('taps of one process share the bound', () => {
  const pool = new SlabPool(8 * SLAB_BYTES)
  const taken = Array.from({ length: 8 }, () => pool.take(true))
  expect([taken.includes(undefined), pool.take(true)]).toEqual([false, undefined])
  if (taken[0]) pool.giveBack(taken[0])
  expect(pool.take(false)).toBeUndefined()
  expect(pool.take(true) === taken[0]).toBe(true)
})
