import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { moveBy, moveTo, useCursor, watchCursor } from '../../../src/renderer/stores/cursor.ts'
import { exchanges } from '../../../src/renderer/stores/rows.ts'
import { show, useShown } from '../../../src/renderer/stores/shown.ts'
import { useView } from '../../../src/renderer/stores/view.ts'
import { anExchange } from '../../rows.ts'
import { aCapture, fakeApi, installFake } from '../fakeApi.ts'

const query = { captureId: 1 }
const frames = Array.from({ length: 1000 }, (_, index) => 1 + index * 3)
const stops: (() => void)[] = []

const selected = () => useView.getState().selected?.frame ?? null

beforeEach(async () => {
  const fake = fakeApi({ captures: [aCapture(1)], exchanges: frames.map((frame) => anExchange(frame)) })
  useView.setState({ capture: aCapture(1), selected: null, jumps: 0 })
  useShown.setState({ asked: null, shown: null })
  stops.push(
    installFake(fake),
    useView.subscribe(({ selected: ref }) => void show(ref)),
  )
  stops.push(exchanges.ask(query, false), watchCursor('exchanges', exchanges, query))
  await expect.poll(() => exchanges.use.getState().answered).toBe(true)
})

afterEach(() => {
  for (const stop of stops.splice(0).toReversed()) stop()
})

describe('the keyboard in a list', () => {
  test('selects the row it comes to', () => {
    moveBy(exchanges, 'ArrowDown', 20)
    expect(selected()).toBe(1)
    moveBy(exchanges, 'PageDown', 20)
    expect(selected()).toBe(1 + 20 * 3)
    moveBy(exchanges, 'ArrowUp', 20)
    expect(selected()).toBe(1 + 19 * 3)
  })

  test('stops at both ends', () => {
    moveBy(exchanges, 'PageUp', 20)
    expect(useCursor.getState().index).toBe(0)
    moveTo(exchanges, 5000)
    expect(useCursor.getState().index).toBe(999)
  })

  test('selects a row far away as soon as it has come', async () => {
    moveBy(exchanges, 'End', 20)
    expect(selected()).toBeNull()
    exchanges.look(970, 999)
    await expect.poll(() => selected()).toBe(frames.at(-1))
  })

  test('leaves other keys alone', () => {
    expect(moveBy(exchanges, 'x', 20)).toBe(false)
  })
})

describe('a jump', () => {
  test('leads to the row of the frame, wherever it is', async () => {
    useView.getState().jump({ captureId: 1, frame: 1 + 500 * 3 })
    await expect.poll(() => useCursor.getState()).toMatchObject({ index: 500, frame: 1 + 500 * 3 })
  })

  test('to a frame within an exchange leads to that exchange', async () => {
    useView.getState().jump({ captureId: 1, frame: 2 + 500 * 3 })
    await expect.poll(() => useCursor.getState()).toMatchObject({ index: 500, frame: 1 + 500 * 3 })
  })

  test('does not pull back whoever has moved on', async () => {
    useView.getState().jump({ captureId: 1, frame: 1 + 500 * 3 })
    moveTo(exchanges, 3)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(useCursor.getState().index).toBe(3)
  })
})

test('a frame that the list does not have has no place in it', async () => {
  expect(await exchanges.placeOf(query, 4)).toBe(1)
  expect(await exchanges.placeOf(query, 5)).toBeNull()
})
