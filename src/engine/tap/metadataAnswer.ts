import { parseHead } from '../../core/http.ts'
import { contentCoding, textOf, unpacked } from '../log/bodies.ts'
import type { Authorization, Front } from './authorization.ts'
import type { RelayedHead } from './heads.ts'
import { type Held, MOST_HELD } from './held.ts'
import { mapMetadata, readMetadata, type Rewrite } from './metadata.ts'
import { throughTap } from './target.ts'

/** What goes to the client, and what was changed in it. */
export interface MappedAnswer {
  bytes: Buffer
  rewrites: Rewrite[]
}

/** Whether an answer to a request for metadata is one, and short enough to wait for. */
export function mayBeMetadata({ startLine, contentType, contentLength = 1 }: RelayedHead): boolean {
  const isStream = /^text\/event-stream\b/i.test(contentType?.value ?? '')
  return startLine.slice(9, 12) === '200' && !isStream && contentLength > 0 && contentLength <= MOST_HELD
}

/**
 * Metadata that has come whole, with its addresses mapped: at once, or when the fronts are open that it takes. `own`: where the
 * client asked. What is no metadata comes back as it was.
 */
export function mapAnswer(held: Held, authorization: Authorization, own: Front): MappedAnswer | Promise<MappedAnswer> {
  const untouched = { bytes: held.asItCame(), rewrites: [] }
  const coding = contentCoding(parseHead(held.head.toString('latin1')))
  // Its end may come in the same bytes that make it too much.
  const text = held.isTooMuch ? null : textOf(unpacked(Buffer.concat(held.content), coding, MOST_HELD))
  const isOwn = (address: string): boolean => throughTap(address, own.target, own.origin) !== undefined
  const metadata = text === null ? undefined : readMetadata(text, isOwn)
  if (!metadata) return untouched
  const finish = (): MappedAnswer => {
    const mapped = mapMetadata(metadata, (address, name) => {
      const told = authorization.toTap(address, own)
      if (told !== undefined) authorization.learn(name, address, told)
      return told
    })
    if (!mapped) return untouched
    return { bytes: held.withBody(Buffer.from(mapped.text)), rewrites: mapped.rewrites }
  }
  const opening = authorization.prepare(metadata.addresses.flatMap(({ value }) => value))
  return opening ? opening.then(finish) : finish()
}
