import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { listen, type Running } from './listen.ts'
import { AWKWARD, END, RESET, type Step } from './awkward.ts'

export interface RawServer extends Running {
  /** The requests as they came, byte for byte, oldest first. */
  received: Buffer[]
  /** How each connection that is over was ended by the other side. */
  ends: ('fin' | 'reset')[]
}

/**
 * A server that writes exact bytes: a request to `/name` is answered as `AWKWARD` says for that name, one to `/echo` with
 * the request itself, one to `/huge?bytes=N` with N bytes.
 */
export async function startRaw(): Promise<RawServer> {
  const received: Buffer[] = []
  const ends: RawServer['ends'] = []
  const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    let pending = Buffer.alloc(0)
    let turn = Promise.resolve()
    let reset = false
    socket.on('error', () => (reset = true))
    socket.on('end', () => socket.end())
    socket.on('close', () => ends.push(reset ? 'reset' : 'fin'))
    socket.on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes])
      for (let size = requestSize(pending); size > 0; size = requestSize(pending)) {
        const request = pending.subarray(0, size)
        pending = pending.subarray(size)
        received.push(request)
        turn = turn.then(() => play(socket, stepsFor(request)))
      }
    })
  })
  return { ...(await listen(server, '')), received, ends }
}

/** Bytes of the first request in `bytes`, 0 if it is not complete yet. */
function requestSize(bytes: Buffer): number {
  const headSize = bytes.indexOf('\r\n\r\n') + 4
  if (headSize < 4) return 0
  const head = bytes.toString('latin1', 0, headSize)
  // An answer that comes before the request's body must not wait for it.
  if (head.startsWith('POST /early-answer ')) return headSize
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)
  if (length) return bytes.length >= headSize + Number(length[1]) ? headSize + Number(length[1]) : 0
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return headSize
  return chunkedEnd(bytes, headSize)
}

function chunkedEnd(bytes: Buffer, start: number): number {
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return 0
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (size === 0) {
      const end = bytes.indexOf('\r\n\r\n', lineEnd)
      return end < 0 ? 0 : end + 4
    }
    at = lineEnd + 2 + size + 2
  }
}

function stepsFor(request: Buffer): readonly Step[] {
  const target = new URL(
    request.toString('latin1', 0, request.indexOf('\r\n')).split(' ')[1] ?? '/',
    'http://localhost',
  )
  const name = target.pathname.slice(1)
  if (name === 'echo') return plain(request)
  if (name === 'huge') return plain(hugeBody(Number(target.searchParams.get('bytes'))))
  return AWKWARD[name] ?? ['HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n']
}

function plain(body: Buffer): Step[] {
  return [`HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\n\r\n`, body]
}

/** The body of `/huge`: no part of it is like another, so that a lost or moved piece shows. */
export function hugeBody(size: number): Buffer {
  const body = Buffer.alloc(size)
  for (let at = 0; at + 4 <= size; at += 4) body.writeUInt32LE((at * 2_654_435_761) >>> 0, at)
  return body
}

async function play(socket: net.Socket, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (socket.destroyed) return
    if (step === END) socket.end()
    else if (step === RESET) socket.resetAndDestroy()
    else if (typeof step === 'number') await delay(step)
    else await write(socket, step)
  }
}

/** Resolves once the operating system has taken the bytes, so that each step is a write of its own. */
function write(socket: net.Socket, bytes: Buffer | string): Promise<void> {
  return new Promise((resolve) => void socket.write(bytes, 'latin1', () => resolve()))
}
