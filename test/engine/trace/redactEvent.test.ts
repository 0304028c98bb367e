import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import type { CaptureRow } from '../../../src/core/api.ts'
import { parseHead } from '../../../src/core/http.ts'
import { createDeriver, type Heads, noHeads } from '../../../src/engine/log/derive.ts'
import { Secrets } from '../../../src/engine/log/secrets.ts'
import type { StoredEvent } from '../../../src/engine/log/segment.ts'
import { createRedactor, redactCapture } from '../../../src/engine/trace/redactEvent.ts'

const secrets = new Secrets('a salt')
const stored = { frame: 2, at: 1_790_000_000_123_456, kept: 0 }
const head = (text: string) => parseHead(`${text}\r\n\r\n`)
const packedBy = (coding: string): Heads => ({
  request: head('POST /mcp HTTP/1.1'),
  response: head(`HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}`),
})

type Bare = StoredEvent extends infer E ? (E extends StoredEvent ? Omit<E, 'frame' | 'at' | 'kept'> : never) : never

const redacted = (event: Bare, heads: Heads = noHeads): StoredEvent =>
  createRedactor(secrets, () => heads)({ ...stored, ...event })

const request = (text: string): Bare => ({
  kind: 'request',
  exchange: 2,
  connection: 1,
  client: '127.0.0.1:1',
  bytes: Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'),
})
const answer = (bytes: Buffer, size = bytes.length): Bare => ({
  kind: 'response body',
  exchange: 2,
  size,
  redacted: null as never, // as it is stored
  bytes,
})
const line = (text: string, more = 0): Bare => ({
  kind: 'line',
  exchange: null,
  stream: 'stdout',
  size: Buffer.byteLength(text) + more,
  bytes: Buffer.from(text),
})
const bytesOf = (event: StoredEvent): Buffer =>
  'bytes' in event && typeof event.bytes !== 'number' ? event.bytes : Buffer.alloc(0)
const textOf = (event: StoredEvent): string => bytesOf(event).toString('latin1')

test('a head keeps what names the session, and loses what lets somebody in', () => {
  const text = textOf(
    redacted(
      request(
        'POST /mcp?session_id=s-1&api_key=k1 HTTP/1.1\nAuthorization: Bearer t-1\nX-Password: t-1\nCookie: a=t-1\n' +
          'Mcp-Session-Id: s-1\nMcp-Param-Token: t-1\nMcp-Name: token\nX-Note: see Bearer abcdefgh1\n\n',
      ),
    ),
  )
  const mark = secrets.mark('t-1')
  expect(text.split('\r\n')).toEqual([
    `POST /mcp?session_id=s-1&api_key=${secrets.mark('k1')} HTTP/1.1`,
    `Authorization: Bearer ${mark}`,
    `X-Password: ${mark}`,
    `Cookie: a=${mark}`,
    'Mcp-Session-Id: s-1',
    `Mcp-Param-Token: ${mark}`,
    'Mcp-Name: token',
    `X-Note: see Bearer ${secrets.mark('abcdefgh1')}`,
    '',
    '',
  ])
})

test('one secret has one placeholder, wherever it stands', () => {
  const mark = secrets.mark('t-1%2')
  const all = [
    redacted(line('{"jsonrpc":"2.0","id":1,"method":"x","params":{"token":"t-1%2"}}\n')),
    redacted(answer(Buffer.from('token=t-1%252&a=b'))),
    redacted({
      kind: 'sse',
      exchange: 2,
      offset: 0,
      bytes: Buffer.from('data: {"a":"{\\"token\\":\\"t-1%2\\"}"}\n\n'),
    }),
  ]
  for (const event of all) expect(textOf(event)).toContain(mark)
  expect(
    redacted({ kind: 'spawn', exchange: null, command: ['x', '--token', 't-1%2'], pid: 1, failure: null }),
  ).toMatchObject({
    command: ['x', '--token', mark],
  })
})

test('a packed body is looked into, and packed again', () => {
  const body = redacted(answer(gzipSync('{"password":"hunter22"}')), packedBy('gzip'))
  expect(gunzipSync(bytesOf(body)).toString()).toBe(`{"password":"${secrets.mark('hunter22')}"}`)
  expect(body).toMatchObject({ redacted: true })
})

test('how a body is packed is told by the head that came before it', () => {
  const redact = createRedactor(secrets, () => noHeads)
  const coded = { ...stored, ...request('POST /mcp HTTP/1.1\nContent-Encoding: gzip\n\n'), frame: 2 }
  redact(coded)
  const bytes = gzipSync('{"password":"hunter22"}')
  const body = redact({ ...stored, kind: 'request body', exchange: 2, size: bytes.length, bytes, frame: 3 })
  expect(gunzipSync(bytesOf(body)).toString()).toContain('[sha256 ')
})

test('one that cannot be unpacked stays away, and one without secrets is as it was', () => {
  const bytes = brotliCompressSync('{"password":"hunter22"}')
  expect(bytesOf(redacted(answer(bytes), packedBy('unheard-of')))).toHaveLength(0)
  expect(bytesOf(redacted(answer(gzipSync('{}')), packedBy('gzip')))).toEqual(gzipSync('{}'))
  expect(bytesOf(redacted(answer(Buffer.from([0xff, 0, 1]))))).toEqual(Buffer.from([0xff, 0, 1]))
  expect(textOf(redacted(answer(Buffer.from('\u00ff password=x', 'latin1'))))).toBe(
    `\u00ff password=${secrets.mark('x')}`,
  )
})

test('what was a message is one, and what was cut stays cut', () => {
  const derive = createDeriver()
  const call = '{"jsonrpc":"2.0","id":1,"method":"x","params":{"password":"a long long long secret of somebody"}}\n'
  expect(derive(redacted(line(call)))).toMatchObject({ messages: [{ kind: 'request', id: 1 }] })
  expect(derive(redacted(line(call.slice(0, -9), 9)))).toMatchObject({ messages: undefined })
  expect(derive(redacted(answer(Buffer.from(call))))).toMatchObject({ messages: [{ kind: 'request', id: 1 }] })
  expect(derive(redacted(answer(Buffer.from(call.slice(0, -9)), call.length)))).toMatchObject({ messages: undefined })
})

const capture = { name: 'x', target: 'server --token abc', tapUrl: null } as CaptureRow // the fields that are looked at

test('the first line names the target without its credentials', () => {
  expect(redactCapture(capture, secrets)).toMatchObject({ name: 'x', target: `server --token ${secrets.mark('abc')}` })
  const of = { ...capture, target: 'https://u:pw@x.test/mcp?api_key=abc', tapUrl: 'http://127.0.0.1:1/mcp?api_key=abc' }
  expect(redactCapture(of, secrets)).toMatchObject({
    target: `https://u:${secrets.mark('pw')}@x.test/mcp?api_key=${secrets.mark('abc')}`,
    tapUrl: `http://127.0.0.1:1/mcp?api_key=${secrets.mark('abc')}`,
  })
})

property.prop([fc.stringMatching(/^[A-Za-z0-9._~+/-]{4,20}Zq7[A-Za-z0-9]{4,20}$/)])(
  'no planted credential comes out',
  (secret) => {
    const url = `http://x.test/mcp?access_token=${encodeURIComponent(secret)}`
    const json = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'x',
      params: { text: JSON.stringify({ apiKey: secret }) },
    })
    const events = [
      redacted(
        request(
          `GET ${url} HTTP/1.1\nAuthorization: Bearer ${secret}\nX-Api-Key: ${secret}\nCookie: s=${secret}\nReferer: ${url}\n\n`,
        ),
      ),
      redacted({ kind: 'request body', exchange: 2, size: 1, redacted: true, bytes: Buffer.from(json) }),
      redacted({ kind: 'sse', exchange: 2, offset: 0, bytes: Buffer.from(`data: ${json}\n\n`) }),
      redacted(line(`${json}\n`)),
      redacted(line(`ready: API_TOKEN=${secret}, Authorization: Basic ${secret}\n`)),
      redacted({ kind: 'rewrite', exchange: 2, what: 'endpoint', original: url, changed: url }),
      redacted({
        kind: 'end',
        exchange: 2,
        end: 'proxy',
        reason: `cannot reach ${url}`,
        requestBytes: 0,
        responseBytes: 0,
        dropped: 0,
        unrecorded: 0,
        idleMs: null,
        reached: null,
      }),
      redacted({
        kind: 'spawn',
        exchange: null,
        command: ['x', `--api-key=${secret}`, url],
        pid: null,
        failure: `no ${url}`,
      }),
    ]
    const body = redacted(answer(gzipSync(json)), packedBy('gzip'))
    const texts = [
      ...events.map((event) => JSON.stringify({ ...event, bytes: textOf(event) })),
      gunzipSync(bytesOf(body)).toString(),
    ]
    for (const text of texts) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(encodeURIComponent(secret))
      expect(text).toContain('[sha256 ')
    }
  },
)
