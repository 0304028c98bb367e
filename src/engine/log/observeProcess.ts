import { invalidMessage, readMessages } from '../../core/jsonrpc.ts'
import { createLineSplitter, type LineSplitter } from '../../core/lines.ts'
import { framesOf, type StdioStream } from '../../core/wire.ts'
import { gapOf, type Observer, type ObserverOptions, numbering } from './observe.ts'
import { RECORD } from './records.ts'

const STREAMS: readonly StdioStream[] = ['stdin', 'stdout', 'stderr']

/** Turns the records of a stdio tap into numbered wire events. */
export function createProcessObserver({ emit, keepBytes }: Omit<ObserverOptions, 'secrets'>): Observer {
  const { send } = numbering(emit)
  const splitters = new Map<StdioStream, LineSplitter>(STREAMS.map((name) => [name, createLineSplitter(keepBytes)]))

  function sendLine(stream: StdioStream, bytes: Uint8Array, size: number, at: number): void {
    const content = readLine(Buffer.from(bytes), stream, size)
    send({ kind: 'line', exchange: null, stream, size, ...content }, at, framesOf(content.messages))
  }

  function sendRest(stream: StdioStream, at: number): void {
    const rest = splitters.get(stream)?.rest()
    if (rest) sendLine(stream, rest.bytes, rest.size, at)
  }

  return {
    observe(record) {
      const { kind, number, at, extra, bytes } = record
      const stream = STREAMS[number] ?? 'stderr'
      switch (kind) {
        case RECORD.stdio: {
          const lines = splitters.get(stream)?.push(Buffer.from(bytes)) ?? [] // a copy: the slab goes back
          for (const line of lines) sendLine(stream, line.bytes, line.size, at)
          return
        }
        case RECORD.stdioSkip:
          splitters.get(stream)?.skip(extra)
          return
        case RECORD.stdioEnd:
          sendRest(stream, at)
          send({ kind: 'closed', exchange: null, stream }, at)
          return
        case RECORD.spawn:
          send({ kind: 'spawn', exchange: null, ...JSON.parse(bytes.toString()) }, at)
          return
        case RECORD.exit:
          for (const name of STREAMS) sendRest(name, at)
          send({ kind: 'exit', exchange: null, ...JSON.parse(bytes.toString()) }, at)
          return
        case RECORD.gap:
        case RECORD.pause:
          send(gapOf(record), at)
          return
        default:
      }
    },
    finish(at) {
      for (const name of STREAMS) sendRest(name, at)
      send({ kind: 'stop', exchange: null }, at)
    },
  }
}

/**
 * What the bytes of a line of `size` bytes say. Every line of stdin and stdout has to be a message; stderr is free text, and of a
 * line that was not kept whole nobody can tell.
 */
export function readLine(bytes: Buffer, stream: StdioStream, size = bytes.length) {
  const text = bytes.toString('utf8')
  const none = stream === 'stderr' || size > bytes.length || text.trim() === ''
  return { bytes, text, messages: none ? undefined : (readMessages(text) ?? [invalidMessage(text)]) }
}
