import { deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodeBody } from '../../../src/renderer/detail/decodeBody.ts'

const text = '{"text":"grüße 👋"}'

test.each([
  [null, Buffer.from(text)],
  ['identity', Buffer.from(text)],
  ['gzip', gzipSync(text)],
  ['GZIP', gzipSync(text)],
  ['deflate', deflateSync(text)],
])('a body sent as %s is read', async (encoding, bytes) => {
  expect(await decodeBody(bytes.toString('base64'), encoding)).toEqual({ ok: text })
})

test.each([
  ['br', Buffer.from('whatever')],
  ['gzip', Buffer.from('not compressed at all')],
  ['gzip', gzipSync(text).subarray(0, 20)],
])('a body sent as %s that cannot be read says what to do', async (encoding, bytes) => {
  expect(await decodeBody(bytes.toString('base64'), encoding)).toMatchObject({
    failed: { advice: expect.stringContaining('tapscope show') },
  })
})
