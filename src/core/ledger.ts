import type { Era, Transport } from './api.ts'
import { moveOf, type SessionMove, type SessionRow, type SessionState } from './session.ts'
import { iso } from './time.ts'

/** A session with what the fold needs to know of it beside its row. */
export interface Session {
  row: SessionRow
  state: SessionState
  /** Who talks: the client's User-Agent. */
  client: string
}

/** Who sent a request, as far as HTTP tells: its connection and its User-Agent. */
export interface Peer {
  connection: number
  client: string
}

/** More sessions than this are not kept in memory; the longest unused is forgotten first. */
const MOST_SESSIONS = 20_000
/** A frame list grows no longer than this. */
const MOST_FRAMES = 1000

/** The sessions of one capture: who issued which id, and who carries it. */
export class Ledger {
  readonly #captureId: number
  readonly #changed: Set<SessionRow>
  #count = 0
  /** Issued, carried or refused ids. */
  readonly #byId = new Map<string, Session>()
  /** Path and query of announced message URLs. */
  readonly #byEndpoint = new Map<string, Session>()
  readonly #byConnection = new Map<number, Session>()
  readonly #byClient = new Map<string, Session>()

  /** `changed` receives every row that is new or not what it was. */
  constructor(captureId: number, changed: Set<SessionRow>) {
    this.#captureId = captureId
    this.#changed = changed
  }

  get count(): number {
    return this.#count
  }

  /** A new session of this peer. `sessionId` null: nothing on the wire names it. */
  open(at: number, peer: Peer, sessionId: string | null, transport: Transport, era: Era): Session {
    const key = `${this.#captureId}-${++this.#count}`
    const row: SessionRow = {
      captureId: this.#captureId,
      key,
      sessionId,
      transport,
      era,
      protocolVersion: null,
      client: null,
      server: null,
      issuedBy: null,
      carriedBy: 0,
      missingOn: [],
      foreignOn: [],
      afterEndOn: [],
      refusedOn: [],
      openedAt: iso(at),
      lastSeenAt: iso(at),
      end: null,
      successor: null,
    }
    const session: Session = { row, state: 'unknown', client: peer.client }
    if (sessionId !== null) remember(this.#byId, nameOf(sessionId, transport), session)
    this.touch(session, at)
    return session
  }

  /** The session an id names; a new, unknown one if the id was never seen. */
  meet(at: number, peer: Peer, sessionId: string, transport: Transport): Session {
    const known = this.#byId.get(nameOf(sessionId, transport))
    return known ?? this.open(at, peer, sessionId, transport, 'legacy')
  }

  known(sessionId: string, transport: Transport): Session | undefined {
    return this.#byId.get(nameOf(sessionId, transport))
  }

  announced(path: string): Session | undefined {
    return this.#byEndpoint.get(path)
  }

  announce(path: string, session: Session): void {
    remember(this.#byEndpoint, path, session)
  }

  /** Ties a peer to a session: what it sends without an id belongs there. */
  bind(peer: Peer, session: Session): void {
    remember(this.#byConnection, peer.connection, session)
    remember(this.#byClient, peer.client, session)
  }

  /** The session this peer was last seen in: by its connection, else by its name. */
  of(peer: Peer): Session | undefined {
    return this.#byConnection.get(peer.connection) ?? this.#byClient.get(peer.client)
  }

  touch(session: Session, at: number): void {
    session.row.lastSeenAt = iso(at)
    this.#changed.add(session.row)
  }

  note(session: Session, list: 'missingOn' | 'foreignOn' | 'afterEndOn' | 'refusedOn', frame: number): void {
    const frames = session.row[list]
    if (frames.length < MOST_FRAMES && !frames.includes(frame)) frames.push(frame)
    this.#changed.add(session.row)
  }

  /** Moves a session by the table of `session.ts`. `sure`: whether the exchange leaves no other reading. */
  move(session: Session, move: SessionMove, frame: number | null, sure = true): void {
    const next = moveOf(session.row, session.state, move)
    if (!next) return
    session.state = next.to
    const guess = next.end === 'abandoned' || next.end === 'superseded'
    const confidence = guess ? 'possible' : sure ? 'certain' : 'likely'
    session.row.end = next.end ? { kind: next.end, frame, confidence } : null
    this.#changed.add(session.row)
  }

  /** Links a peer's lost session to the one it has now. */
  succeed(peer: Peer, next: Session): void {
    const last = this.of(peer)
    if (!last || last === next || last.row.transport !== next.row.transport) return
    if (last.state !== 'ended' || last.row.end?.kind === 'delete' || last.row.successor !== null) return
    last.row.successor = next.row.key
    this.#changed.add(last.row)
  }

  /** The capture is over: whatever is still open was left by its client. */
  close(): void {
    for (const session of this.#byId.values()) {
      const next = this.#byClient.get(session.client)
      const left = next && next !== session && session.row.lastSeenAt < next.row.openedAt
      if (left && session.state === 'open') session.row.successor = next.row.key
      this.move(session, left ? 'client began another' : 'capture stopped', null)
    }
  }
}

/** Python's HTTP+SSE reads its ids as UUIDs: dashes and capitals make no difference there, and in headers they do. */
const nameOf = (id: string, transport: Transport): string =>
  transport === 'http+sse' ? `sse ${id.replaceAll('-', '').toLowerCase()}` : `header ${id}`

function remember<K>(map: Map<K, Session>, key: K, session: Session): void {
  map.delete(key)
  map.set(key, session)
  if (map.size <= MOST_SESSIONS) return
  const [oldest] = map.keys()
  if (oldest !== undefined) map.delete(oldest)
}
