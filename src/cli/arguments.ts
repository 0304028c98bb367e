import { InvalidArgumentError } from '@commander-js/extra-typings'
import { readAddress } from '../core/address.ts'
import type { FrameRef } from '../core/api.ts'
import { type Expectation, expectations } from '../core/expectations.ts'

/** `12` (of the latest capture) or `3:12`. */
export function parseFrame(text: string): FrameRef {
  const [, captureId, frame] = /^(?:(\d{1,9}):)?(\d{1,9})$/.exec(text) ?? []
  if (!Number(frame) || captureId === '0') {
    throw new InvalidArgumentError('Write a frame as N (of the latest capture) or as CAPTURE:N, such as 12 or 3:12.')
  }
  return { frame: Number(frame), ...(captureId && { captureId: Number(captureId) }) }
}

/** A whole number between two others; for options. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value >= from && value <= to) return value
    throw new InvalidArgumentError(`Write a whole number from ${from} to ${to}.`)
  }
}

/** A server's address. */
export function parseAddress(text: string): string {
  if ('url' in readAddress(text)) return text
  throw new InvalidArgumentError("Write the server's address, such as http://127.0.0.1:3000/mcp.")
}

/** Names of expectations with commas between them, or `all`. */
export function parseExpectations(text: string): Expectation[] {
  const known = Object.keys(expectations) as Expectation[] // the table's own keys
  if (text === 'all') return known
  return text.split(',').map((name) => {
    const found = known.find((one) => one === name.trim())
    if (found) return found
    throw new InvalidArgumentError(`Write ${known.join(', ')} or all, several with commas between them.`)
  })
}
