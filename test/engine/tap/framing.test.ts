import http from 'node:http'
import net from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCursor, type Framing } from '../../../src/engine/tap/framing.ts'
import { listen, type Running } from '../../servers/listen.ts'

interface Followed {
  content: string
  /** How many bytes belong to the body. */
  length: number
  done: boolean
  broken: boolean
}

/** Hands `wire` to a cursor in these pieces. */
function follow(framing: Framing, pieces: readonly Buffer[]): Followed {
  const cursor = createCursor(framing)
  const followed: Followed = { content: '', length: 0, done: cursor.done, broken: false }
  for (const piece of pieces) {
    const take = (start: number, end: number) => void (followed.content += piece.toString('latin1', start, end))
    // A body may begin anywhere in a packet.
    const shifted = Buffer.concat([Buffer.from('##'), piece])
    const end = cursor.advance(shifted, 2, (start, stop) => take(start - 2, stop - 2)) - 2
    followed.length += end
    followed.done = cursor.done
    followed.broken = cursor.broken
    if (end < piece.length) break
  }
  return followed
}

/** Cut in two everywhere, and into single bytes. */
function cuts(wire: Buffer): Buffer[][] {
  const halves = Array.from(wire, (_byte, at) => [wire.subarray(0, at), wire.subarray(at)])
  return [...halves, Array.from(wire, (_byte, at) => wire.subarray(at, at + 1)), [wire]]
}

const CHUNKED: Record<string, string> = {
  plain: '5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n',
  'large and leading zeros': `00${(300).toString(16)}\r\n${'x'.repeat(300)}\r\n000\r\n\r\n`,
  'capital digits': `A\r\n0123456789\r\nFf\r\n${'y'.repeat(255)}\r\n0\r\n\r\n`,
  extensions: '3;a\r\nabc\r\n2;b=c;d="e f"\r\nde\r\n0;last\r\n\r\n',
  trailers: '3\r\nabc\r\n0\r\nX-One: 1\r\nX-Two: 2\r\n\r\n',
  'data that looks like framing': '6\r\n0\r\n\r\n!\r\n4\r\n\r\n\r\n\r\n0\r\n\r\n',
  'no data': '0\r\n\r\n',
}

const MALFORMED: Record<string, string> = {
  'no digit': 'zz\r\nabc\r\n0\r\n\r\n',
  'an empty size': '\r\nabc\r\n0\r\n\r\n',
  'a sign': '-3\r\nabc\r\n0\r\n\r\n',
  'a prefix': '0x3\r\nabc\r\n0\r\n\r\n',
  'more data than announced': '3\r\nabcd\r\n0\r\n\r\n',
  'a size beyond all sizes': 'ffffffffffffffffff\r\nabc\r\n',
  'a bare LF behind the size': '3\nabc\r\n0\r\n\r\n',
  'a bare CR in an extension': '3;a\rb\r\nabc\r\n0\r\n\r\n',
}

const END = 'HTTP/1.1 next'

describe('chunks, as Node’s own parser reads them', () => {
  let server: Running
  beforeAll(async () => {
    const wires = [...Object.values(CHUNKED), ...Object.values(MALFORMED)]
    const oracle = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (request) => {
        const wire = wires[Number(/^GET \/(\d+)/.exec(request.toString())?.[1])] ?? ''
        socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${wire}`, 'latin1')
      })
    })
    server = await listen(oracle, '/')
  })
  afterAll(() => server.close())

  /** The content that Node reads, or null if it finds the framing malformed. */
  const read = (number: number) =>
    new Promise<string | null>((resolve) => {
      http
        .get(server.url + number, { agent: false }, (response) => {
          let content = ''
          response.setEncoding('latin1').on('data', (text: string) => (content += text))
          response.on('end', () => resolve(content)).on('error', () => resolve(null))
        })
        .on('error', () => resolve(null))
    })

  test.each(Object.entries(CHUNKED))('%s', async (name, wire) => {
    const content = await read(Object.keys(CHUNKED).indexOf(name))
    expect(content).not.toBeNull()
    for (const pieces of cuts(Buffer.from(wire + END))) {
      expect(follow({ kind: 'chunked' }, pieces)).toEqual({ content, length: wire.length, done: true, broken: false })
    }
  })

  test.each(Object.entries(MALFORMED))('malformed: %s', async (name, wire) => {
    expect(await read(Object.keys(CHUNKED).length + Object.keys(MALFORMED).indexOf(name))).toBeNull()
    for (const pieces of cuts(Buffer.from(wire))) {
      expect(follow({ kind: 'chunked' }, pieces)).toMatchObject({ done: false, broken: true })
    }
  })

  test('a cut body is neither done nor broken', () => {
    for (const wire of Object.values(CHUNKED)) {
      for (let at = 0; at < wire.length; at++) {
        const followed = follow({ kind: 'chunked' }, [Buffer.from(wire.slice(0, at))])
        expect(followed).toMatchObject({ length: at, done: false, broken: false })
      }
    }
  })

  test('a size line, or a trailer, without end is none', () => {
    const endless = Buffer.alloc(4096, 'x')
    for (const start of ['5;', '0\r\n']) {
      const pieces = [Buffer.from(start), ...Array.from({ length: 5 }, () => endless)]
      expect(follow({ kind: 'chunked' }, pieces).broken).toBe(true)
    }
  })

  test('a chunk may begin where one has ended, and nowhere else', () => {
    const cursor = createCursor({ kind: 'chunked' })
    const wire = '3\r\nabc\r\n0\r\n\r\n'
    const between = Array.from(wire, (letter) => {
      const before = cursor.between
      cursor.advance(Buffer.from(letter), 0, () => {})
      return before
    })
    expect(between.flatMap((is, at) => (is ? [at] : []))).toEqual([0, 8])
  })
})

describe.each([
  [{ kind: 'none' }, '', 0],
  [{ kind: 'length', length: 0 }, '', 0],
  [{ kind: 'length', length: 5 }, 'hello', 5],
] as const)('%j', (framing, content, length) => {
  test('ends where it says', () => {
    for (const pieces of cuts(Buffer.from(`hello${END}`))) {
      expect(follow(framing, pieces)).toEqual({ content, length, done: true, broken: false })
    }
  })
})

test('a body without length goes on until the connection ends', () => {
  for (const pieces of cuts(Buffer.from('hello'))) {
    expect(follow({ kind: 'until close' }, pieces)).toEqual({ content: 'hello', length: 5, done: false, broken: false })
  }
})
