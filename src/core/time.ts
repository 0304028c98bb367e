/** Microseconds since 1970 as ISO 8601 with microseconds: `2026-11-21T08:51:51.123456Z`. */
export function iso(at: number): string {
  const whole = Math.floor(at)
  const second = Math.floor(whole / 1_000_000)
  if (second !== last.second) {
    last.second = second
    last.text = new Date(second * 1000).toISOString().slice(0, 20)
  }
  return `${last.text}${String(whole - second * 1_000_000).padStart(6, '0')}Z`
}

/** Times come in order, and most have the second of the one before. */
const last = { second: -1, text: '' }

/** The inverse of `iso`; reads any ISO 8601 time. Microseconds since 1970. */
export function fromIso(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? ''
  return Date.parse(time) * 1000 + Number(fraction.padEnd(6, '0').slice(3, 6))
}
