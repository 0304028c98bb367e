import { readFileSync, writeFileSync } from 'node:fs'

export interface WindowSize {
  width: number
  height: number
  maximized: boolean
}

export const smallest = { width: 800, height: 600 }
const usual: WindowSize = { width: 1280, height: 800, maximized: false }
const largest = 16_384

/** The size a window had when it was last closed, or the usual one. */
export function readSize(file: string): WindowSize {
  let stored: unknown
  try {
    stored = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return usual // never closed yet, or not ours
  }
  if (typeof stored !== 'object' || !stored || !('width' in stored) || !('height' in stored)) return usual
  return {
    width: between(smallest.width, stored.width, usual.width),
    height: between(smallest.height, stored.height, usual.height),
    maximized: 'maximized' in stored && stored.maximized === true,
  }
}

/** Remembers the size; a folder that cannot be written to costs nothing but the memory. */
export function writeSize(file: string, size: WindowSize): void {
  try {
    writeFileSync(file, JSON.stringify(size), { mode: 0o600 })
  } catch {
    // Next time it has the usual size again.
  }
}

function between(least: number, value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= least && value <= largest ? Math.round(value) : otherwise
}
