/** What one block of an event stream says (WHATWG HTML §9.2.6). A field that is absent is null. */
export interface SseBlock {
  event: string | null
  id: string | null
  retry: number | null
  /** `data` lines joined by LF; null without any: then the block dispatches no event. */
  data: string | null
  comments: string[]
  /** Whether its blank line has come: without it no client takes notice of the event. */
  complete: boolean
}

/**
 * Cuts the bytes of an event stream into blocks, each up to and including its blank line, whatever the pieces they come
 * in and whatever the line ends (LF, CRLF, CR).
 */
export interface SseSplitter {
  /** Takes the next bytes; returns the blocks that are complete with them. */
  push(bytes: Uint8Array): Uint8Array[]
  /** What has come after the last complete block. */
  rest(): Uint8Array
}

const LF = 10
const CR = 13

/** A block larger than this is handed out in pieces, so that a stream without blank lines cannot fill the memory. */
const LONGEST_BLOCK = 16 * 1024 * 1024

export function createSseSplitter(): SseSplitter {
  /** What came last stands in `held` from `from` to `to`; behind it there may be room for more. */
  let held: Uint8Array = new Uint8Array(0)
  let from = 0
  let to = 0
  /** Up to here no block ends; a line begins at `line`. */
  let scanned = 0
  let line = 0

  /** The end of the first block, or -1. A CR at the very end may be half of a CRLF, so it waits. */
  function endOfBlock(): number {
    for (; scanned < to; scanned++) {
      const byte = held[scanned]
      if (byte !== LF && byte !== CR) continue
      if (byte === CR && scanned + 1 === to) return -1
      const blank = scanned === line
      if (byte === CR && held[scanned + 1] === LF) scanned++
      line = scanned + 1
      if (blank) return ++scanned
    }
    return to - from >= LONGEST_BLOCK ? to : -1
  }

  /** Room doubles, so that an event in many pieces is copied once or twice and not once a piece. */
  function hold(bytes: Uint8Array): void {
    const size = to - from
    if (size === 0 || to + bytes.length > held.length) {
      const roomier = size === 0 ? bytes : new Uint8Array(2 * (size + bytes.length))
      if (size > 0) roomier.set(held.subarray(from, to))
      held = roomier
      scanned -= from
      line -= from
      from = 0
      to = size
    }
    if (held !== bytes) held.set(bytes, to)
    to += bytes.length
  }

  return {
    push(bytes) {
      hold(bytes)
      const blocks: Uint8Array[] = []
      for (let end = endOfBlock(); end >= 0; end = endOfBlock()) {
        blocks.push(held.subarray(from, end))
        from = end
        scanned = end
        line = end
      }
      return blocks
    },
    rest: () => held.subarray(from, to),
  }
}

/** Reads one block. `first`: the block opens the stream, where a byte order mark may stand. */
export function readSseBlock(text: string, first = false): SseBlock {
  const body = first && text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text
  const lines = body.split(/\r\n|\n|\r/)
  const complete = lines.length > 1 && lines.at(-1) === '' && lines.at(-2) === ''
  const block: SseBlock = { event: null, id: null, retry: null, data: null, comments: [], complete }
  for (const line of lines) {
    if (line === '') continue
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const raw = colon < 0 ? '' : line.slice(colon + 1)
    const value = raw.startsWith(' ') ? raw.slice(1) : raw
    switch (field) {
      case '':
        block.comments.push(value)
        break
      case 'event':
        block.event = value
        break
      case 'data':
        block.data = block.data === null ? value : `${block.data}\n${value}`
        break
      case 'id':
        if (!value.includes('\0')) block.id = value
        break
      case 'retry':
        if (/^\d+$/.test(value)) block.retry = Number(value)
        break
      default: // unknown fields are ignored by the standard
    }
  }
  return block
}

/** Whether a block carries a JSON-RPC message: a `message` event whose data is not empty (a priming event's is). */
export const carriesMessage = (block: SseBlock): boolean =>
  block.complete &&
  (block.event === null || block.event === '' || block.event === 'message') &&
  block.data !== null &&
  block.data !== ''

/** The message URL that an `endpoint` event of HTTP+SSE announces; null for any other block. */
export const announcedBy = (block: SseBlock): string | null =>
  block.complete && block.event === 'endpoint' ? block.data : null
