import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { ByteReader, ByteWriter } from '../../../src/engine/log/varint.ts'

const value = fc.oneof(
  fc.record({ put: fc.constant('number' as const), value: fc.maxSafeNat() }),
  fc.record({ put: fc.constant('signed' as const), value: fc.integer({ min: -(2 ** 51), max: 2 ** 51 }) }),
  fc.record({ put: fc.constant('text' as const), value: fc.option(fc.string({ unit: 'binary' })) }),
  fc.record({ put: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 300 }) }),
)
type Value = typeof value extends fc.Arbitrary<infer V> ? V : never

function put(writer: ByteWriter, { put: what, value: of }: Value): void {
  if (what === 'number') writer.number(of)
  else if (what === 'signed') writer.signed(of)
  else if (what === 'text') writer.text(of)
  else writer.bytes(of)
}

test.prop([fc.array(value)])('what was written is read', (values) => {
  const writer = new ByteWriter()
  for (const one of values) put(writer, one)
  const reader = new ByteReader(Buffer.from(writer.written()))
  for (const one of values) {
    const read = reader[one.put]()
    expect(read instanceof Buffer ? new Uint8Array(read) : read).toEqual(one.value)
  }
  expect(reader.done).toBe(true)
})

test('small numbers take a byte, and memory grows as it must', () => {
  const writer = new ByteWriter()
  writer.number(127)
  writer.number(128)
  expect(writer.size).toBe(3)
  const long = Buffer.alloc(3_000_000, 7)
  writer.bytes(long)
  const reader = new ByteReader(writer.written())
  expect([reader.number(), reader.number(), reader.bytes().equals(long), reader.kept]).toEqual([
    127,
    128,
    true,
    3_000_000,
  ])
  writer.clear()
  expect(writer.size).toBe(0)
})

test('of bytes that were cut short there is the beginning, and their length', () => {
  const writer = new ByteWriter()
  writer.bytes(Buffer.from('all of it'))
  const reader = new ByteReader(writer.written().subarray(0, 4))
  expect([reader.bytes().toString(), reader.kept, reader.kept, reader.done]).toEqual(['all', 9, 0, true])
})
