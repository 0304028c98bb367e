import type { Row, RowKind } from '../core/api.ts'
import { plain } from './plain.ts'

const widestCell = 60

// What a person looks for first; `--json` has every field.
const columns = {
  captures: ['captureId', 'name', 'transport', 'target', 'tapUrl', 'startedAt', 'stoppedAt', 'exchanges', 'sessions'],
  sessions: [
    'key',
    'kind',
    'sessionId',
    'era',
    'client',
    'issuedBy',
    'carriedBy',
    'missingOn',
    'foreignOn',
    'afterEndOn',
    'end',
  ],
  exchanges: ['frame', 'startedAt', 'method', 'url', 'status', 'session', 'era', 'rpc', 'end'],
  messages: ['frame', 'at', 'direction', 'kind', 'id', 'method', 'name', 'session', 'answers'],
  streams: ['frame', 'kind', 'session', 'events', 'openedAt', 'endedAt', 'end', 'resumes'],
  findings: ['key', 'severity', 'side', 'id', 'session', 'frames', 'title'],
} as const satisfies { [K in RowKind]: readonly (keyof Row<K>)[] }

/** Lays rows out in columns whose widths come from the first page, so that pages can be printed as they are read. */
export function createTable(kind: RowKind): (rows: readonly Row<RowKind>[]) => string {
  const names: readonly string[] = columns[kind]
  let widths: number[] | undefined
  return (rows) => {
    const cells = rows.map((row) => names.map((name) => cell(valueOf(row, name))))
    if (!widths) {
      cells.unshift(names.map((name) => name))
      widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
    }
    const padded = cells.map((line) => line.map((text, column) => text.padEnd(widths?.[column] ?? 0)))
    return padded.map((line) => `${line.join('  ').trimEnd()}\n`).join('')
  }
}

function valueOf(row: Row<RowKind>, name: string): unknown {
  return Object.entries(row).find(([field]) => field === name)?.[1]
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (Array.isArray(value)) return value.length > 0 ? short(value.map(frameOf).join(' ')) : '–'
  if (typeof value === 'object') return 'kind' in value ? short(String(value.kind)) : short(JSON.stringify(value))
  return typeof value === 'string' || typeof value === 'number' ? short(String(value)) : '–'
}

/** Lists hold frames, or objects that name one. */
const frameOf = (item: unknown): string =>
  typeof item === 'object' && item !== null && 'frame' in item ? String(item.frame) : String(item)

function short(text: string): string {
  const line = plain(text, '')
  return line.length > widestCell ? `${line.slice(0, widestCell - 1)}…` : line
}
