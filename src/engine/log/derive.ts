import { type Head, headParser } from '../../core/http.ts'
import { type BodyEvent, framesOf, type WireEvent } from '../../core/wire.ts'
import { readBlock, readBody } from './observe.ts'
import { readLine } from './observeProcess.ts'
import type { StoredEvent } from './segment.ts'

export interface Heads {
  request: Head
  response: Head
}

/**
 * Makes wire events of stored ones, for events of one capture that come in the order of their frames. Where these do not begin with the
 * capture, `headsOf` gives the heads of exchanges that began before.
 */
export function createDeriver(headsOf: (exchange: number) => Heads = () => noHeads): (event: StoredEvent) => WireEvent {
  /** Heads of open exchanges: bodies are decoded by what they say. */
  const heads = new Map<number, Heads>()
  const readHead = headParser()
  return ({ kept: _kept, ...event }) => {
    switch (event.kind) {
      case 'request': {
        const head = readHead(event.bytes.toString('latin1'))
        heads.set(event.exchange, { ...noHeads, request: head })
        const { replay, ...request } = event
        return { ...request, ...(replay && { replay }), head }
      }
      case 'response': {
        const head = readHead(event.bytes.toString('latin1'))
        heads.set(event.exchange, { ...(heads.get(event.exchange) ?? headsOf(event.exchange)), response: head })
        return { ...event, head }
      }
      case 'request body':
      case 'response body': {
        const { request, response } = heads.get(event.exchange) ?? headsOf(event.exchange)
        const { redacted, ...body } = event
        return {
          ...body,
          ...(redacted && { redacted }),
          ...readBody(event.bytes, event.kind === 'request body' ? request : response, isWhole(event)),
        }
      }
      case 'sse':
        return { ...event, ...readBlock(event.bytes, event.offset) }
      case 'line':
        return { ...event, ...readLine(event.bytes, event.stream, event.size) }
      case 'end':
        heads.delete(event.exchange)
        return event
      case 'rewrite':
      case 'gap':
      case 'stop':
      case 'spawn':
      case 'closed':
      case 'exit':
        return event
    }
  }
}

/** Where credentials were replaced, the length says nothing. */
const isWhole = ({ size, bytes, redacted }: Pick<BodyEvent, 'size' | 'bytes' | 'redacted'>): boolean =>
  redacted === true || size === bytes.length

const noHead: Head = { startLine: '', headers: [] }
export const noHeads: Heads = { request: noHead, response: noHead }

/** How many frames an event takes. */
export const framesTaken = (event: WireEvent): number => ('messages' in event ? framesOf(event.messages) : 1)
