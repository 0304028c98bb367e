import { fc, test as check } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { HEADER_BYTES, readRecords, RECORD, SLAB_BYTES, slabOf, writeRecord } from '../../../src/engine/log/records.ts'

const number = fc.integer({ min: 0, max: 0xff_ff_ff_ff })
const record = fc.record({
  kind: fc.constantFrom(...Object.values(RECORD)),
  number,
  at: fc.integer({ min: 0, max: 2 ** 51 }),
  extra: number,
  bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
})

check.prop([fc.array(record, { maxLength: 60 })])('records are read as they were written', (records) => {
  const slab = slabOf(new ArrayBuffer(SLAB_BYTES))
  for (const { kind, number: of, at, extra, bytes } of records) {
    writeRecord(slab, kind, of, at, extra, bytes, 0, bytes.length)
  }
  expect([...readRecords(slab.bytes.buffer as ArrayBuffer, slab.used)]).toEqual(records)
})

test('a record may fill a slab to its end, and takes only its part of a buffer', () => {
  const slab = slabOf(new ArrayBuffer(SLAB_BYTES))
  const length = SLAB_BYTES - HEADER_BYTES
  writeRecord(slab, RECORD.responseBody, 1, 2, 3, Buffer.alloc(length + 20, 'x').fill('y', length + 7), 7, length + 7)
  const [read] = readRecords(slab.bytes.buffer as ArrayBuffer, slab.used)
  expect(slab.used).toBe(SLAB_BYTES)
  expect(read?.bytes.equals(Buffer.alloc(length, 'x'))).toBe(true)
})
