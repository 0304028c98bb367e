import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openTrace } from '../../../src/engine/trace/readTrace.ts'

const at = '2026-11-21T08:51:51.123456Z'
const capture = {
  name: 'x',
  target: 'http://127.0.0.1:1/mcp',
  transport: 'streamable-http',
  tapUrl: null,
  startedAt: at,
  stoppedAt: at,
  dropped: 0,
}
const head = JSON.stringify({ trace: 'tapscope', version: 1, capture, session: null, redacted: true })
const line = (frame: number): string =>
  JSON.stringify({ frame, at, kind: 'line', stream: 'stdout', size: 3, bytes: 'a\u2028b' })
const whole = [head, line(1), line(2), line(3), ''].join('\n')

async function read(
  bytes: Buffer,
  piece = bytes.length,
): Promise<{ frames: number[]; broken: string | null } | { failed: string }> {
  const pieces: Buffer[] = []
  for (let n = 0; n < bytes.length; n += piece) pieces.push(bytes.subarray(n, n + piece))
  const opened = await openTrace(Readable.from(pieces))
  if ('failed' in opened) return { failed: opened.failed.message }
  const frames: number[] = []
  for await (const event of opened.ok.events) frames.push(event.frame)
  return { frames, broken: opened.ok.broken() }
}

test.each([
  ['plain', Buffer.from(whole), 1_000_000],
  ['in small pieces', Buffer.from(whole), 7],
  ['gzipped', gzipSync(whole), 11],
  ['without its last line end', Buffer.from(whole.trimEnd()), 1_000_000],
])('a trace is read: %s', async (_how, bytes, piece) => {
  expect(await read(bytes, piece)).toEqual({ frames: [1, 2, 3], broken: null })
})

test('a file that was cut says where, and gives what was whole', async () => {
  const cut = Buffer.from(whole).subarray(0, Buffer.byteLength(`${head}\n${line(1)}\n`) + 10)
  expect(await read(cut)).toEqual({ frames: [1], broken: 'Line 3 is no JSON.' })
})

test('a gzipped file that was cut says so too', async () => {
  const many = [head, ...Array.from({ length: 2000 }, (_, n) => line(n + 1))].join('\n')
  const zipped = gzipSync(many)
  const answer = await read(zipped.subarray(0, zipped.length - 30))
  expect(answer).toMatchObject({ broken: expect.stringMatching(/^The file breaks off in line \d+: /) as string })
})

test('frames that go back are a fault', async () => {
  expect(await read(Buffer.from([head, line(2), line(2)].join('\n')))).toEqual({
    frames: [2],
    broken: 'Line 3 has frame 2 behind frame 2.',
  })
})

test('so is an event of an exchange that begins later', async () => {
  const early = JSON.stringify({ frame: 2, at, kind: 'sse', exchange: 3, offset: 0, bytes: '' })
  expect(await read(Buffer.from([head, line(1), early].join('\n')))).toEqual({
    frames: [1],
    broken: 'Line 3 belongs to exchange 3, which begins later.',
  })
})

test.each([
  ['', 'Line 1 is missing'],
  ['root:x:0:0\n', 'Line 1 is not the first line of a trace'],
  [`${head.replace('"version":1', '"version":7')}\n`, 'is of version 7'],
])('%j is no trace', async (text, why) => {
  expect(await read(Buffer.from(text))).toEqual({ failed: expect.stringContaining(why) as string })
})
