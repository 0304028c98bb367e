import net from 'node:net'
import type { Answer, CaptureRow, ReplayInput, Transport } from '../../core/api.ts'
import type { Original, Route } from '../../core/replay.ts'
import type { SessionRow } from '../../core/session.ts'
import type { EngineParts } from '../engine.ts'
import type { Log } from '../log/log.ts'
import { readRows } from '../rows.ts'
import { readTarget } from '../tap/target.ts'

/** Where a replay is sent: through a tap that runs, or through one that is yet to be opened to `target`. */
export interface Place {
  tap: { captureId: number; port: number } | null
  target: string
  route: Route
  /** Whether any certificate will do, as in the capture. */
  insecure: boolean
  live: Original['live']
}

/** Two hundred sessions back, nobody means "the one that is open". */
const MOST_SESSIONS = 200

/**
 * Finds the tap for a replay: that of the capture itself, in this process or another, or for mode `live` one through
 * which a client has a session with the target. Fails if `to` is no address.
 */
export async function findPlace(
  parts: EngineParts,
  capture: CaptureRow,
  transport: Transport | null,
  { to, mode }: ReplayInput,
): Promise<Answer<Place>> {
  // A token in the address stands in the log as its hash; the process that tapped it remembers it.
  const { text: tapped } = await parts.log.write('reveal', { text: capture.target })
  const wanted = readTarget(to ?? tapped)
  if ('wrong' in wanted) return { failed: noAddress(wanted.wrong) }
  const target = wanted.url.href
  const [from, path] = [new URL(capture.target).pathname, wanted.url.pathname + wanted.url.search]
  const isMoved = target !== new URL(tapped).href
  const place: Place = {
    tap: null,
    target,
    route: { target: path, moved: isMoved ? { from, to: path } : null },
    insecure: !isMoved && capture.certificate === 'not checked',
    live: null,
  }
  const own = isMoved ? [] : [capture]
  for (const candidate of mode === 'live'
    ? [...own, ...(await others(parts.log, capture, isMoved ? target : capture.target))]
    : own) {
    // What passes in a pause is not in the log, and a replay has to be.
    const port = candidate.recording === 'paused' ? null : await portOf(parts, candidate)
    if (port === null) continue
    const tap = { captureId: candidate.captureId, port }
    if (mode !== 'live') return { ok: { ...place, tap } }
    const session = await openSession(parts.log, candidate.captureId, transport)
    if (!session) continue
    return { ok: { ...place, tap, live: { sessionId: session.sessionId, version: session.protocolVersion } } }
  }
  return { ok: place }
}

/** Captures of the same target that nobody has stopped, the newest first. */
async function others(log: Log, { captureId }: CaptureRow, target: string): Promise<CaptureRow[]> {
  const page = await readRows(log, { kind: 'captures', filter: '-stoppedAt:*', limit: 1000 })
  if ('failed' in page) return []
  return page.ok.rows.filter((row) => row.captureId !== captureId && row.target === target).reverse()
}

/** The port of a capture's tap, if it runs. */
async function portOf({ taps }: EngineParts, capture: CaptureRow): Promise<number | null> {
  const own = taps.get(capture.captureId)
  if (own) return own.port
  if (capture.stoppedAt !== null || capture.tapUrl === null) return null
  const port = Number(new URL(capture.tapUrl).port)
  return (await listens(port)) ? port : null
}

/** Whether the tap of another process is still there: its process may have died without a word. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** The newest session of a capture that lives, as far as its traffic shows. */
async function openSession(log: Log, captureId: number, transport: Transport | null): Promise<SessionRow | undefined> {
  const query = { kind: 'sessions', captureId, filter: '-end:* era:legacy' } as const
  const page = await readRows(log, { ...query, offset: -MOST_SESSIONS })
  return 'ok' in page ? page.ok.rows.findLast((row) => row.transport === transport && isOpen(row)) : undefined
}

/** An id that no captured answer issued may be older than the capture; it must not have been refused. */
const isOpen = ({ issuedBy, refusedOn, missingOn, foreignOn }: SessionRow): boolean =>
  issuedBy !== null || refusedOn.length + missingOn.length + foreignOn.length === 0

const noAddress = (wrong: string) =>
  ({
    kind: 'bad-input',
    message: `The replay cannot be sent there: ${wrong}.`,
    advice: 'Give the address of a server, such as http://127.0.0.1:3000/mcp.',
  }) as const
