import type { Answer, Api, CaptureRow, Page, RowKind, RowsQuery } from '../../src/core/api.ts'
import type { ShownExchange } from '../../src/core/shown.ts'
import type { FindingRow } from '../../src/core/diagnosis/finding.ts'
import type { ExchangeRow } from '../../src/core/exchange.ts'
import type { MessageRow } from '../../src/core/message.ts'
import type { SessionRow } from '../../src/core/session.ts'
import type { StreamRow } from '../../src/core/stream.ts'
import { iso } from '../../src/core/time.ts'
import { type TimelineInput, timelineOf } from '../../src/core/timeline.ts'
import { anExchange } from '../rows.ts'

/** Everything a fake engine answers from; change it and call `change` so that waiting callers hear of it. */
export interface Store {
  captures: CaptureRow[]
  sessions: SessionRow[]
  exchanges: ExchangeRow[]
  messages: MessageRow[]
  streams: StreamRow[]
  findings: FindingRow[]
  /** What an export gives. */
  trace: string
  shown: (frame: number) => Partial<ShownExchange>
}

export interface FakeApi extends Api {
  store: Store
  change: (edit: (store: Store) => void) => void
  /** Every question about rows, in order. */
  asked: RowsQuery[]
}

const beginning = Date.parse('2026-11-21T09:00:00Z') * 1000

/** An engine in memory: rows with pages, revisions and waiting, and a filter that knows `frame<=N` and words. */
export function fakeApi(store: Partial<Store> = {}): FakeApi {
  const full: Store = {
    captures: [],
    sessions: [],
    exchanges: [],
    messages: [],
    streams: [],
    findings: [],
    trace: '',
    shown: () => ({}),
    ...store,
  }
  const waiting = new Set<() => void>()
  const asked: RowsQuery[] = []
  let revision = 0

  const rows = async <K extends RowKind>(query: RowsQuery<K>): Promise<Answer<Page<K>>> => {
    asked.push(query)
    if (query.filter?.includes('nonsense:')) {
      const message = 'exchanges have no field "nonsense".'
      return { failed: { kind: 'bad-input', message, advice: 'Filter by one of frame, status.' } }
    }
    if (query.since === String(revision)) await heard(waiting, query.waitMs ?? 20_000)
    // The rows of a kind are what the store holds under its name.
    const all = full[query.kind] as unknown as Page<K>['rows']
    const kept = all.filter((row) => isKept(row, query))
    const offset = (query.offset ?? 0) < 0 ? Math.max(0, kept.length + (query.offset ?? 0)) : (query.offset ?? 0)
    const page = kept.slice(offset, offset + (query.limit ?? 200))
    return { ok: { rows: page, total: kept.length, offset, revision: String(revision) } }
  }

  const timeline = async ({ session: key, offset = 0, limit = 200, since, waitMs }: TimelineInput) => {
    if (since === String(revision)) await heard(waiting, waitMs ?? 20_000)
    const session = full.sessions.find((row) => row.key === key)
    if (!session) return { failed: { kind: 'not-found' as const, message: 'no session', advice: '' } }
    const { messages, exchanges, streams } = full
    const { arrows, bars } = timelineOf({ session, messages, exchanges, earlier: [], streams })
    const from = offset < 0 ? Math.max(0, arrows.length + offset) : offset
    const part = arrows.slice(from, from + limit)
    return { ok: { session, arrows: part, bars, total: arrows.length, offset: from, revision: String(revision) } }
  }

  return {
    ...unchanging(full),
    timeline,
    store: full,
    asked,
    rows,
    change: (edit) => {
      edit(full)
      revision++
      for (const hear of waiting) hear()
    },
  }
}

function heard(waiting: Set<() => void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const hear = () => {
      clearTimeout(timer)
      waiting.delete(hear)
      resolve()
    }
    const timer = setTimeout(hear, ms)
    waiting.add(hear)
  })
}

function isKept(row: object, { captureId, session, filter = '', kind }: RowsQuery): boolean {
  if (kind !== 'captures' && captureId !== undefined && 'captureId' in row && row.captureId !== captureId) return false
  if (session !== undefined && 'session' in row && row.session !== session) return false
  return filter.split(' ').every((term) => {
    const [, limit] = /^frame<=(\d+)$/.exec(term) ?? []
    if (limit !== undefined) return 'frame' in row && Number(row.frame) <= Number(limit)
    return term === '' || JSON.stringify(row).includes(term.replace(/^\w+:/, ''))
  })
}

function unchanging(store: Store): Omit<Api, 'rows' | 'timeline'> {
  const latest = () => store.captures.at(-1) ?? aCapture(1)
  return {
    about: async () => ({ ok: { version: '0.0.0', runtime: 'none', dataFolder: '/nowhere' } }),
    startTap: async () => ({ ok: latest() }),
    stopTap: async () => ({ ok: latest() }),
    setRecording: async () => ({ ok: latest() }),
    startDemo: async () => ({ ok: latest() }),
    show: async ({ frame }) => ({ ok: aShown(store, frame) }),
    bytes: async () => ({ ok: { base64: '' } }),
    replay: async ({ captureId = 1, frame }) => ({
      ok: {
        original: { captureId, frame },
        exchange: { captureId, frame: frame + 1 },
        others: [],
        status: { original: 400, replay: 200 },
        diff: [{ part: 'status', at: null, original: '400', replay: '200' }],
      },
    }),
    removeCaptures: async ({ captureIds }) => ({ ok: { removed: captureIds.length } }),
    exportTrace: async () => ({ ok: { text: store.trace, next: null } }),
    importTrace: async () => ({ ok: { captureId: 1, broken: null } }),
    doctor: async () => ({ ok: [] }),
  }
}

function aShown(store: Store, frame: number): ShownExchange {
  const exchange = store.exchanges.findLast((row) => row.frame <= frame) ?? anExchange(frame)
  const head = {
    frame: exchange.frame,
    at: exchange.startedAt,
    startLine: `${exchange.method} /mcp HTTP/1.1`,
    headers: [],
  }
  return {
    kind: 'exchange',
    exchange,
    asked: { frame, what: 'exchange' },
    request: head,
    requestBody: null,
    response: null,
    interim: [],
    responseBody: null,
    events: [],
    messages: store.messages.filter((message) => message.exchange === exchange.frame),
    session: store.sessions.find(({ key }) => key === exchange.session) ?? null,
    rewrites: [],
    replays: [],
    ...store.shown(frame),
  }
}

/** A capture that runs. */
export function aCapture(captureId: number, more: Partial<CaptureRow> = {}): CaptureRow {
  return {
    captureId,
    name: `127.0.0.1:300${captureId}`,
    target: `http://127.0.0.1:300${captureId}/mcp`,
    transport: 'streamable-http',
    tapUrl: `http://127.0.0.1:4100${captureId}/mcp`,
    startedAt: iso(beginning),
    stoppedAt: null,
    dropped: 0,
    recording: 'on',
    unrecorded: 0,
    errors: 0,
    warnings: 0,
    rebuilt: null,
    era: null,
    certificate: 'checked',
    credentials: 'hashed',
    exchanges: 0,
    messages: 0,
    sessions: 0,
    ...more,
  }
}

/** Puts a fake where the window finds its engine, until the returned function is called. */
export function installFake(api: Api): () => void {
  const place = globalThis as { tapscope?: { call(method: keyof Api, input: never): Promise<unknown> } }
  place.tapscope = { call: (method, input) => api[method](input) }
  return () => delete place.tapscope
}
