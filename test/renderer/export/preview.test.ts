import { expect, test } from 'vitest'
import { hiddenIn } from '../../../src/renderer/export/preview.ts'

const line = (frame: number, bytes: unknown) => JSON.stringify({ frame, at: 'now', kind: 'request', bytes })

test('each credential that was taken out is told with its frame and what stands around it', () => {
  const head =
    'POST /mcp HTTP/1.1\r\nAuthorization: Bearer [sha256 0123456789ab]\r\nCookie: a=[sha256 ba9876543210]\r\n\r\n'
  const body = `{"padding":"${'x'.repeat(200)}","token":"[redacted]","more":"${'y'.repeat(200)}"}`
  const page = [
    '{"trace":"tapscope"}',
    line(1, head),
    line(2, 'nothing'),
    line(3, { base64: 'AA==' }),
    line(4, body),
    '',
  ].join('\n')
  const hidden = hiddenIn(page)
  expect(hidden.slice(0, 2)).toEqual([
    { frame: 1, line: 'Authorization: Bearer [sha256 0123456789ab]' },
    { frame: 1, line: 'Cookie: a=[sha256 ba9876543210]' },
  ])
  expect(hidden[2]?.frame).toBe(4)
  expect(hidden[2]?.line).toMatch(/^x+","token":"\[redacted\]","more":"y+$/)
  expect(hidden[2]?.line.length).toBeLessThan(100)
  expect(hidden).toHaveLength(3)
})

test('what a command was started with, and the head of a trace, may hold some, too', () => {
  const spawn = JSON.stringify({ frame: 1, at: 'now', kind: 'spawn', command: ['serve', '--key=[redacted]'] })
  expect(hiddenIn(spawn)).toEqual([{ frame: 1, line: expect.stringContaining('--key=[redacted]') }])
  expect(hiddenIn('{"trace":"tapscope","capture":{"target":"http://a/?token=[sha256 0123456789ab]"}}')).toMatchObject([
    { frame: 0 },
  ])
  expect(hiddenIn('')).toEqual([])
})
