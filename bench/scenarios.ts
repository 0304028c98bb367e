/** What one burst of load does. */
export interface Scenario {
  name: string
  /** Keep-alive connections, each with a session of its own and one request at a time. */
  connections: number
  /** `echo`: one JSON answer. `stream`: progress events, then the answer. */
  tool: 'echo' | 'stream'
  /** Bytes of text in the answer, or in each event. */
  size: number
  events: number
  /** Pause between two events; 0: as fast as the stream takes them. */
  gapMs: number
  /** What is compared: the rate of requests or events, or the time from the writing of an event to its reading. */
  compare: 'requests' | 'events' | 'delay'
}

const ECHO = { tool: 'echo', size: 1024, events: 0, gapMs: 0, compare: 'requests' } as const
const STREAM = { tool: 'stream', size: 200, connections: 1 } as const

export const SCENARIOS: readonly Scenario[] = [
  { ...ECHO, name: '1 kB, 1 connection', connections: 1 },
  { ...ECHO, name: '1 kB, 16 connections', connections: 16 },
  { ...ECHO, name: '1 kB, 64 connections', connections: 64 },
  { ...ECHO, name: '1 MB, 1 connection', connections: 1, size: 1024 * 1024 },
  { ...STREAM, name: 'events, one every 5 ms', events: 60, gapMs: 5, compare: 'delay' },
  { ...STREAM, name: 'events, a flood', events: 2000, gapMs: 0, compare: 'events' },
]

/** What a burst came to; times in microseconds. */
export interface BurstResult {
  requests: number
  requestsPerSecond: number
  eventsPerSecond: number
  p50: number
  eventDelay: number
  /** Answers that were wrong or incomplete, and the last of them. */
  wrong: number
  lastWrong: string
}

/** What the load process is asked: a burst, or to close its connections to a URL. */
export type LoadJob = { kind: 'burst'; url: string; scenario: Scenario; ms: number } | { kind: 'close'; url: string }

/** What went over the connections to a URL, handshakes included: HTTP requests, and JSON-RPC messages in both directions. */
export interface Sent {
  requests: number
  messages: number
}

export type LoadAnswer = { kind: 'burst'; result: BurstResult } | { kind: 'closed'; sent: Sent }
