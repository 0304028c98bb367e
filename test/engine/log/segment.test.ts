import { expect, test } from 'vitest'
import type { WireEvent } from '../../../src/core/wire.ts'
import { decodeSegment, kindBits, SegmentEncoder } from '../../../src/engine/log/segment.ts'
import { AT, storedAndRead } from './scenes.ts'

const facts = { at: AT, exchange: null }
const EVENTS: WireEvent[] = [
  { ...facts, frame: 3, kind: 'spawn', command: ['node', 'é "'], pid: null, failure: 'not found' },
  { ...facts, frame: 4, kind: 'closed', stream: 'stdout', at: AT + 10 },
  { ...facts, frame: 9, kind: 'exit', code: null, signal: 'SIGTERM', sent: null, at: AT + 5 },
]

test('events of every time and number come back', () => {
  expect(storedAndRead(EVENTS)).toEqual(EVENTS)
})

test('a segment is small, and says how it is to be read', () => {
  const encoder = new SegmentEncoder()
  encoder.add(EVENTS[1]!, true)
  expect(encoder.size).toBeLessThan(25)
  const bytes = Buffer.from(encoder.bytes())
  const later = Buffer.from(bytes)
  later[0] = 9
  expect(() => [...decodeSegment(4, later)]).toThrow('version 9')
  bytes[1] = 99
  expect(() => [...decodeSegment(4, bytes)]).toThrow('damaged')
})

test('of an event that was not read whole the beginning is there', () => {
  const encoder = new SegmentEncoder()
  const line = { ...facts, kind: 'line', stream: 'stderr', size: 90, text: '', messages: undefined } as const
  encoder.add({ ...line, frame: 1, bytes: Buffer.from('0123456789') }, true)
  const [event] = decodeSegment(1, encoder.bytes().subarray(0, -6))
  expect(event).toMatchObject({ stream: 'stderr', size: 90, bytes: Buffer.from('0123'), kept: 10 })
})

test('kinds are numbers that can be asked for together', () => {
  expect(kindBits('spawn', 'closed', 'exit')).toBe(kindBits('spawn') | kindBits('closed') | kindBits('exit'))
  expect(kindBits('line') & kindBits('spawn', 'closed', 'exit')).toBe(0)
})
