import type { OpenExchange } from '../exchange.ts'
import { type Decoded, isObject, type JsonObject } from '../jsonrpc.ts'
import { metaOf } from '../mcp.ts'
import { remember } from '../recent.ts'
import type { Said } from './rule.ts'

export const LISTEN_METHOD = 'subscriptions/listen'
export const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged'

/** A subscription of the modern era (2026-07-28 basic/patterns/subscriptions). */
export interface Listen {
  /** Of the request. */
  frame: number
  id: Decoded['id']
  /** What it asks to be told. */
  wanted: JsonObject
  /** The server's word that it will tell, and what of it; null if it does not say. */
  acknowledged: { frame: number; at: number; honoured: JsonObject | null } | null
  /** The error that answered it. */
  refused: { frame: number; code: number | null; message: string } | null
}

const MOST_LISTENS = 200

/** The subscriptions of a capture, those that are over among them. */
export class Listens {
  /** By exchange on HTTP, by JSON-RPC id on stdio. */
  readonly #listens = new Map<string | number, Listen>()

  /** The subscription that a message came for, or that an exchange carries. `id`: of the request, or as the message names it. */
  of(exchange: OpenExchange | null, id: unknown): Listen | undefined {
    return this.#listens.size === 0 ? undefined : this.#listens.get(keyOf(exchange, id))
  }

  /** The subscription that a message of the server came for, by its stream or by what it names. */
  on({ exchange, message }: Pick<Said, 'exchange' | 'message'>): Listen | undefined {
    return this.of(exchange, exchange || this.#listens.size === 0 ? undefined : subscriptionOf(message))
  }

  /** Whether there is any. */
  get isEmpty(): boolean {
    return this.#listens.size === 0
  }

  /** A message was said. */
  heard({ row, message, exchange, at }: Said): void {
    if (row.method !== LISTEN_METHOD && row.method !== ACKNOWLEDGED) return
    if (row.kind === 'request') {
      const { notifications } = message.params ?? {}
      const wanted = isObject(notifications) ? notifications : {}
      const listen = { frame: row.frame, id: message.id, wanted, acknowledged: null, refused: null }
      remember(this.#listens, keyOf(exchange, message.id), listen, MOST_LISTENS)
      return
    }
    const listen = row.kind === 'notification' ? this.on({ exchange, message }) : this.of(exchange, message.id)
    if (!listen) return
    const { params, error } = message
    if (error) listen.refused = { frame: row.frame, code: error.code, message: error.message }
    const honoured = isObject(params?.notifications) ? params.notifications : null
    if (row.kind === 'notification') listen.acknowledged ??= { frame: row.frame, at, honoured }
  }
}

const keyOf = (exchange: OpenExchange | null, id: unknown): string | number =>
  exchange ? exchange.row.frame : JSON.stringify(id ?? null)

/** The subscription that a message says it is for. */
export const subscriptionOf = (message: Decoded): unknown => metaOf(message)?.['io.modelcontextprotocol/subscriptionId']
