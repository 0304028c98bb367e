import { expect, test } from 'vitest'
import type { Answer, Api, ApiMethod } from '../../src/core/api.ts'
import { answer, inputs, parseInput } from '../../src/core/inputs.ts'
import { isApiMethod } from '../../src/core/methods.ts'

const good: { [M in ApiMethod]: Parameters<Api[M]>[0][] } = {
  about: [{}],
  startTap: [{ url: 'http://127.0.0.1:1/mcp' }, { url: 'https://example.org/', port: 0, name: 'mine', insecure: true }],
  stopTap: [{ captureId: 1 }],
  setRecording: [{ captureId: 1, recording: 'paused' }],
  startDemo: [{}],
  rows: [
    { kind: 'captures' },
    {
      kind: 'messages',
      captureId: 3,
      session: '3-1',
      filter: 'status:400',
      offset: -200,
      limit: 10_000,
      since: 'x',
      waitMs: 60_000,
    },
  ],
  timeline: [{ session: '1-2' }, { session: '1-2', offset: -50, limit: 50, since: '7', waitMs: 10 }],
  show: [{ frame: 1 }, { captureId: 2, frame: 7 }],
  bytes: [{ frame: 1 }, { captureId: 2, frame: 7, whole: true }],
  replay: [{ frame: 1, mode: 'fresh', to: 'http://127.0.0.1:2/mcp', body: '{}', confirmed: true }],
  removeCaptures: [{ captureIds: [1, 2] }],
  exportTrace: [{}, { session: '3-1', redact: false, after: 12 }],
  importTrace: [{ base64: 'e30=' }],
  doctor: [{}],
}

test('every method is in the table of names, and takes what the contract says', () => {
  for (const [method, values] of Object.entries(good)) {
    if (!isApiMethod(method)) throw new Error(method)
    for (const value of values) expect(parseInput(method, value)).toEqual({ ok: value })
  }
  expect(Object.keys(inputs).filter((name) => !isApiMethod(name))).toEqual([])
})

const bad: [ApiMethod, unknown, at: string][] = [
  ['about', undefined, 'the input'],
  ['about', { extra: 1 }, 'the input'],
  ['startTap', {}, 'url'],
  ['startTap', { url: 'http://x', port: 65_536 }, 'port'],
  ['startTap', { url: 'http://x', port: 1.5 }, 'port'],
  ['startTap', { url: 'x'.repeat(8_193) }, 'url'],
  ['stopTap', { captureId: 0 }, 'captureId'],
  ['rows', { kind: 'tables' }, 'kind'],
  ['rows', { kind: 'captures', limit: 10_001 }, 'limit'],
  ['rows', { kind: 'captures', waitMs: 60_001 }, 'waitMs'],
  ['rows', { kind: 'captures', filter: ['status:1'] }, 'filter'],
  ['rows', { kind: 'captures', sql: 'DROP TABLE' }, 'the input'],
  ['show', { frame: '1' }, 'frame'],
  ['show', { frame: -1 }, 'frame'],
  ['replay', { frame: 1 }, 'mode'],
  ['replay', { frame: 1, mode: 'exact', confirmed: 'yes' }, 'confirmed'],
  ['removeCaptures', { captureIds: [] }, 'captureIds'],
  ['removeCaptures', { captureIds: [1, null] }, 'captureIds.1'],
  ['doctor', null, 'the input'],
]

test.each(bad)('%s refuses %j and says where', (method, value, at) => {
  const parsed = parseInput(method, value)
  if ('ok' in parsed) throw new Error('accepted')
  expect(parsed.failed.kind).toBe('bad-input')
  expect(parsed.failed.message).toContain(`: ${at}: `)
  expect(parsed.failed.message).not.toContain('\n')
  expect(parsed.failed.advice).toContain(`Call ${method} with `)
})

test('the advice names what may be left out', () => {
  const parsed = parseInput('startTap', {})
  if ('ok' in parsed) throw new Error('accepted')
  expect(parsed.failed.advice).toBe(
    'Call startTap with { url, port?, name?, auth?, keepCredentials?, insecure?, keepBytes? }.',
  )
})

const never = () => Promise.reject(new Error('the disk is gone'))
const api: Api = {
  about: never,
  startTap: never,
  stopTap: never,
  setRecording: never,
  startDemo: never,
  rows: never,
  timeline: never,
  show: never,
  bytes: (input): Promise<Answer<{ base64: string }>> => Promise.resolve({ ok: { base64: `frame ${input.frame}` } }),
  replay: never,
  removeCaptures: never,
  exportTrace: never,
  importTrace: never,
  doctor: never,
}

test('a call by name reaches the method with the parsed input', async () => {
  expect(await answer(api, 'bytes', { frame: 4 })).toEqual({ ok: { base64: 'frame 4' } })
})

test.each(['nothing', 'toString', '__proto__', 'close', '', 3, undefined])('there is no method %j', async (method) => {
  expect(await answer(api, method, {})).toMatchObject({ failed: { kind: 'not-found' } })
})

test('an exception is a bug, and still an answer', async () => {
  const failed = await answer(api, 'doctor', {})
  expect(failed).toMatchObject({ failed: { kind: 'unexpected', message: 'doctor broke: the disk is gone' } })
})
