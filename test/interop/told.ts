import type { Row } from '../../src/core/api.ts'
import { fromIso } from '../../src/core/time.ts'
import type { Rows } from '../core/storyRows.ts'

/**
 * All rows of a recording, for reading: its sessions, what passed in the order of the wire, and its findings. A line has its main
 * values first, and behind a bar every other one by its name. What is null, 0, false or empty is left out, and times are
 * milliseconds since the recording began. `→` is to the server.
 */
export function told({ sessions, exchanges, streams, messages, findings }: Rows, beganAt: number): string {
  const rest = restSince(beganAt)
  const passed = [
    ...[...exchanges.values()].map((row) => lineOf(row.frame, 0, exchangeWords(row), rest(row, EXCHANGE))),
    ...[...streams.values()].map((row) => lineOf(row.frame, 1, streamWords(row), rest(row, STREAM))),
    ...[...messages.values()].map((row) => lineOf(row.frame, 2, messageWords(row), rest(row, MESSAGE))),
  ]
  const lines = [
    ...[...sessions.values()].map((row) => [sessionWords(row), ...rest(row, SESSION)].join('  ')),
    ...passed.sort((a, b) => a.frame - b.frame || a.depth - b.depth).map(({ text }) => text),
    ...[...findings.values()].map(findingWords),
  ]
  return `${lines.join('\n')}\n`
}

function lineOf(frame: number, depth: number, words: string, rest: string[]) {
  return { frame, depth, text: [`${String(frame).padStart(4)} ${'  '.repeat(depth)}${words}`, ...rest].join('  ') }
}

const words = (...all: readonly unknown[]): string =>
  all.map((word) => (typeof word === 'number' ? String(word) : typeof word === 'string' ? word : '-')).join(' ')

const SESSION = [
  'captureId',
  'key',
  'kind',
  'sessionId',
  'transport',
  'era',
  'protocolVersion',
  'client',
  'server',
  'end',
]
function sessionWords(row: Row<'sessions'>): string {
  const { end } = row
  const ended = end ? `${end.kind} on ${end.frame ?? '-'}, ${end.confidence}` : 'not ended'
  const peers = `${row.client ?? '-'} → ${row.server ?? '-'}`
  return [
    words(row.kind, row.key, row.sessionId),
    words(row.transport, row.era, row.protocolVersion),
    peers,
    ended,
  ].join('  ')
}

const EXCHANGE = ['captureId', 'frame', 'method', 'url', 'rpc', 'status', 'contentType', 'end']
const exchangeWords = ({ method, url, rpc, status, contentType, end }: Row<'exchanges'>): string =>
  [method, words(URL.canParse(url) ? new URL(url).pathname : url, rpc), words(status, contentType), end].join('  ')

const STREAM = ['captureId', 'frame', 'kind', 'end', 'session']
const streamWords = ({ kind, end }: Row<'streams'>): string => `stream ${kind}  ${words(end)}`

const MESSAGE = ['captureId', 'frame', 'exchange', 'direction', 'kind', 'id', 'method', 'name']
function messageWords({ direction, kind, id, method, name }: Row<'messages'>): string {
  const named = [kind, method, name].filter((word) => word !== null).join(' ')
  return `${direction === 'to-server' ? '→' : '←'} ${named}${id === null ? '' : ` ${JSON.stringify(id)}`}`
}

/** Their words are told in the documentation, and change more often than what is found. */
function findingWords({ severity, id, side, confidence, session, count, frames, cause, key }: Row<'findings'>): string {
  const proof = frames.map(({ frame, part }) => `    ${frame}: ${part}`)
  const first = [
    `⇒ ${severity} ${id}`,
    words(key, side, confidence, session),
    count > 1 && `${count} ×`,
    cause && `because of ${cause}`,
  ]
  return [first.filter(Boolean).join('  '), ...proof].join('\n')
}

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

const restSince =
  (beganAt: number) =>
  (row: object, without: readonly string[]): string[] => {
    const left = Object.entries(row).filter(([name, value]) => !without.includes(name) && !isEmpty(value))
    return left.length > 0 ? ['|', ...left.map(([name, value]) => `${name} ${valueOf(value, beganAt)}`)] : []
  }

const isEmpty = (value: unknown): boolean => !value || (Array.isArray(value) && value.length === 0)

function valueOf(value: unknown, beganAt: number): string {
  if (Array.isArray(value)) return value.join(' ')
  if (typeof value !== 'string') return JSON.stringify(value)
  return TIME.test(value) ? `+${(fromIso(value) - beganAt) / 1000}` : value
}
