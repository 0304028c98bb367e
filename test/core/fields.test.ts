import { expect, test } from 'vitest'
import { fieldsOf } from '../../src/core/fields.ts'

// What scripts may rely on; the rows may have more.
const promised = {
  captures: 'captureId name target transport tapUrl startedAt stoppedAt dropped',
  exchanges: 'captureId frame method url status session era startedAt endedAt end requestBytes responseBytes',
  streams: 'captureId frame kind session events openedAt endedAt end resumes',
  messages: 'captureId frame exchange direction kind id method session answers answeredBy',
  sessions:
    'captureId key sessionId transport era protocolVersion client server issuedBy carriedBy missingOn foreignOn ' +
    'afterEndOn openedAt lastSeenAt end successor',
} as const

test.each(Object.entries(promised))('%s have the fields that scripts rely on', (kind, fields) => {
  expect(Object.entries(fieldsOf).find(([name]) => name === kind)?.[1]).toMatchObject(
    Object.fromEntries(fields.split(' ').map((field) => [field, expect.any(String)])),
  )
})

test('a field is a plain name, for it becomes the name of a column', () => {
  const names = Object.values(fieldsOf).flatMap((fields) => Object.keys(fields))
  expect(names.filter((name) => !/^[a-zA-Z]+$/.test(name))).toEqual([])
})
