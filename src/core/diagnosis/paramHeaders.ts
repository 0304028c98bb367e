import { isObject, type JsonObject } from '../jsonrpc.ts'
import { remember } from '../recent.ts'
import type { Said } from './rule.ts'

/** An argument that a tool wants mirrored in a header (`x-mcp-header`, 2026-07-28 basic/transports/streamable-http). */
export interface Mirrored {
  /** Header name in small letters, `mcp-param-…`. */
  header: string
  path: string[]
}

/** Such arguments of a tool, as a list told them. */
export interface Declared {
  frame: number
  at: number
  mirrored: Mirrored[]
}

const MOST_TOOLS = 500
const MOST_MIRRORED = 20
const DEEPEST = 6

/** The tools of a capture's server that want arguments mirrored, as they were listed last. */
export class ParamHeaders {
  readonly #tools = new Map<string, Declared>()

  /** Whether none is known. */
  get isEmpty(): boolean {
    return this.#tools.size === 0
  }

  /** What a tool wants mirrored, as far as a list told. */
  of(tool: string): Declared | undefined {
    return this.#tools.size === 0 ? undefined : this.#tools.get(tool)
  }

  /** A message was said. */
  heard({ row, message, exchange, at }: Said): void {
    if (row.method !== 'tools/list' || row.kind !== 'result' || exchange?.row.era !== 'modern') return
    const tools = isObject(message.result) ? message.result.tools : undefined
    if (!Array.isArray(tools)) return
    for (const tool of tools.filter(isObject)) {
      if (typeof tool.name !== 'string') continue
      const mirrored = isObject(tool.inputSchema) ? declarations(tool.inputSchema) : []
      if (mirrored.length > 0) remember(this.#tools, tool.name, { frame: row.frame, at, mirrored }, MOST_TOOLS)
      else this.#tools.delete(tool.name)
    }
  }
}

/** What a schema wants mirrored: properties, of properties too, but nothing that an array or an alternative holds. */
function declarations(schema: JsonObject, path: string[] = []): Mirrored[] {
  if (path.length >= DEEPEST || !isObject(schema.properties)) return []
  return Object.entries(schema.properties)
    .flatMap(([name, of]) => (isObject(of) ? [...own(of, [...path, name]), ...declarations(of, [...path, name])] : []))
    .slice(0, MOST_MIRRORED)
}

const own = (schema: JsonObject, path: string[]): Mirrored[] => {
  const name = schema['x-mcp-header']
  return typeof name === 'string' ? [{ header: `mcp-param-${name.toLowerCase()}`, path }] : []
}
