import type { WireEvent } from '../../core/wire.ts'
import { createDeriver } from './derive.ts'
import { type Phrase, phraseOf, textOfEvent } from './phrase.ts'
import { placeOf, placesOf } from './schema.ts'
import { Segments } from './segments.ts'
import type { Connection } from './sqlite.ts'

/** Where something was found. */
export interface Places {
  messages: Set<number>
  exchanges: Set<number>
}

/** What was found so far: segments never change, so that only newer ones have to be looked at the next time. */
interface Found extends Places {
  upTo: number
}

const MOST_REMEMBERED = 8

/** Looks for text in captures. The index tells which segments may have it; whether they do, their events tell. */
export class Search {
  readonly #db: Connection
  readonly #segments: Segments
  readonly #found = new Map<string, Found>()

  constructor(db: Connection) {
    this.#db = db
    this.#segments = new Segments(db)
  }

  /** Where a capture has this text. */
  find(captureId: number, text: string): Places {
    const key = `${captureId} ${text}`
    const found = this.#found.get(key) ?? { messages: new Set(), exchanges: new Set(), upTo: placesOf(captureId)[0] }
    this.#found.delete(key)
    this.#found.set(key, found)
    const [oldest] = this.#found.keys()
    if (this.#found.size > MOST_REMEMBERED && oldest !== undefined) this.#found.delete(oldest)
    const phrase = phraseOf(text)
    for (const segment of this.#candidates(captureId, phrase, found.upTo)) this.#look(captureId, segment, phrase, found)
    return found
  }

  #candidates(captureId: number, { query }: Phrase, after: number): number[] {
    const [, end] = placesOf(captureId)
    const indexed = Number(this.#db.prepare('SELECT indexed FROM capture WHERE captureId = ?').pluck().get(captureId))
    const words = this.#db
      .prepare<[string, number, number], number>(
        'SELECT rowid FROM words WHERE words MATCH ? AND rowid > ? AND rowid <= ?',
      )
      .pluck()
    const rest = this.#db
      .prepare<[number, number], number>('SELECT place FROM segment WHERE place > ? AND place <= ? ORDER BY place')
      .pluck()
    if (query === null) return rest.all(after, end)
    return [...words.all(query, after, end), ...rest.all(Math.max(after, indexed), end)]
  }

  #look(captureId: number, segment: number, phrase: Phrase, found: Found): void {
    const derive = createDeriver((exchange) => this.#segments.headsOf(captureId, exchange))
    for (const stored of this.#segments.of(segment)) {
      const event = derive(stored)
      if (!phrase.matches(textOfEvent(event))) continue
      if (event.exchange !== null) found.exchanges.add(placeOf(captureId, event.exchange))
      for (const frame of messagesWith(phrase, event)) found.messages.add(placeOf(captureId, frame))
    }
    found.upTo = Math.max(found.upTo, segment)
  }
}

/** Frames of the messages of an event that have the text; of several not all may. */
function messagesWith(phrase: Phrase, event: WireEvent): number[] {
  if (!('messages' in event) || !event.messages) return []
  const text = (event.kind === 'sse' ? event.block.data : event.text) ?? ''
  const isOne = event.messages.length === 1
  return event.messages.flatMap(({ from, to }, n) =>
    isOne || phrase.matches(text.slice(from, to)) ? [event.frame + n] : [],
  )
}
