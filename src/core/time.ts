/** Microseconds since 1970 as ISO 8601 with microseconds: `2026-11-21T08:51:51.123456Z`. */
export function iso(at: number): string {
  const micros = Math.floor(at) % 1000
  return `${new Date(at / 1000).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`
}

/** The inverse of `iso`; reads any ISO 8601 time. Microseconds since 1970. */
export function fromIso(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? ''
  return Date.parse(time) * 1000 + Number(fraction.padEnd(6, '0').slice(3, 6))
}
