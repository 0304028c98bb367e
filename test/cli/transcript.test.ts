import { expect, test } from 'vitest'
import type { ShownExchange } from '../../src/core/shown.ts'
import { transcript } from '../../src/cli/transcript.ts'
import { anExchange } from '../rows.ts'

const at = '2026-11-21T09:34:48.071403Z'

const refused: ShownExchange = {
  kind: 'exchange',
  exchange: anExchange(12, {
    captureId: 3,
    status: 404,
    session: '3-2',
    requestBytes: 20,
    responseBytes: 17,
    contentType: 'text/plain',
    carried: 'made-up',
    parts: [13, 14, 15],
  }),
  asked: { frame: 13, what: 'message' },
  request: { frame: 12, at, startLine: 'POST /mcp HTTP/1.1', headers: [['Mcp-Session-Id', 'made-up']] },
  requestBody: {
    frame: 13,
    at,
    size: 20,
    kept: 20,
    contentType: 'application/json',
    text: '{\n\t"id": 1\n}',
    shortened: false,
  },
  response: { frame: 14, at, startLine: 'HTTP/1.1 404 Not Found', headers: [['Content-Type', 'text/plain']] },
  interim: [],
  responseBody: {
    frame: 15,
    at,
    size: 17,
    kept: 17,
    contentType: 'text/plain',
    text: 'Session not found',
    shortened: false,
  },
  events: [],
  messages: [],
  session: null,
  rewrites: [],
  replays: [{ captureId: 3, frame: 40 }],
}

test('reads as who sent what, each under the number of its frame', () => {
  expect(transcript(refused).split('\n')).toEqual([
    'capture 3, exchange 12 · asked for frame 13 (message) · streamable-http, legacy · tools/call echo · replayed as 3:40',
    '  12  client → POST /mcp HTTP/1.1',
    '      Mcp-Session-Id: made-up',
    '  13  body: 20 bytes, application/json',
    '      {',
    '      \t"id": 1',
    '      }',
    '  14  client ← HTTP/1.1 404 Not Found',
    '      Content-Type: text/plain',
    '  15  body: 17 bytes, text/plain',
    '      Session not found',
    '      ended: server-clean',
    '      server at 127.0.0.1:3001, request sent 0.3 ms, first byte 2.1 ms',
    '',
  ])
})

test('of an event stream, its events; and what has not ended yet is open', () => {
  const text = transcript({
    ...refused,
    exchange: { ...refused.exchange, end: null, endedAt: null },
    events: [
      { frame: 16, at, text: '', event: 'message', id: '7', retry: null, data: 'one\ntwo', comments: [] },
      { frame: 17, at, text: '', event: null, id: null, retry: 2000, data: null, comments: ['keepalive'] },
    ],
  })
  expect(text.split('\n').slice(-7)).toEqual([
    '  16  client ← event message  id 7',
    '      one',
    '      two',
    '  17  client ← no event  retry 2000',
    '      : keepalive',
    '      still open',
    '',
  ])
})

test('a body that is not text, not whole or too long is said to be so', () => {
  const body = { frame: 15, at, size: 900, kept: 300, contentType: null }
  expect(transcript({ ...refused, responseBody: { ...body, text: null, shortened: false } })).toContain(
    '  15  body: 900 bytes, the first 300 kept\n      not text; `tapscope show 3:15 --raw` writes it as it came\n',
  )
  expect(transcript({ ...refused, responseBody: { ...body, text: 'abc', shortened: true } })).toContain(
    '      abc\n      … (the rest with --raw --whole)\n',
  )
})

test('nothing in it is obeyed by a terminal, or passes for a line of ours', () => {
  const text = transcript({
    ...refused,
    exchange: { ...refused.exchange, rpc: 'tools/call \x1b[8m', reason: 'a\nb' },
  })
  expect(text).toContain('tools/call ␛[8m')
  expect(text).toContain('ended: server-clean, a␊b\n')
})
