import type { Era, Transport } from './api.ts'
import { remember } from './recent.ts'
import { moveOf, type SessionMove, type SessionRow, type SessionState } from './session.ts'
import { iso } from './time.ts'

/** A session with what the fold needs to know of it beside its row. */
export interface Session {
  row: SessionRow
  state: SessionState
  /** Who talks: the client's User-Agent. */
  client: string
  /** Path on the server where its requests go. */
  path: string | null
  /** The exchange that was the last to begin in it. */
  lastFrame: number | null
  /** The exchange that the tap's end cut short. */
  cutFrame: number | null
  /** The stream that its client listened on and left, if nothing has come since. */
  leftFrame: number | null
}

/** Who sent a request, as far as HTTP tells: its connection and its User-Agent. */
export interface Peer {
  connection: number
  client: string
  /** The replay that it is. */
  replay: number | null
}

/** The lists of a session's row that hold exchanges. */
export type FrameList = 'missingOn' | 'foreignOn' | 'afterEndOn' | 'refusedOn'

/** What the clients of one User-Agent have. */
interface Agent {
  newest: Session
  /** An older session was used beside the newest: what comes on a new connection may belong to either. */
  several: boolean
  /** The session that was refused, or whose stream ended, last. */
  lost: Session | null
}

/** More sessions than this are not kept in memory; the longest unused is forgotten first. */
const MOST_SESSIONS = 5000
/** A frame list grows no longer than this. */
const MOST_FRAMES = 1000

/** The sessions of one capture: who issued which id, and who carries it. */
export class Ledger {
  readonly #captureId: number
  readonly #changed: Set<SessionRow>
  #count = 0
  /** All that are remembered, by key. */
  readonly #byKey = new Map<string, Session>()
  /** Issued, carried or refused ids. */
  readonly #byId = new Map<string, Session>()
  /** Path and query of announced message URLs. */
  readonly #byEndpoint = new Map<string, Session>()
  readonly #byConnection = new Map<number, Session>()
  readonly #byClient = new Map<string, Agent>()
  readonly #byLane = new Map<string, Session>()
  /** Sessions that something has happened to since this was last emptied. */
  readonly stirred = new Set<Session>()
  /** Ids that stood on an answer which established nothing, and its exchange: they are no sessions. */
  readonly #minted = new Map<string, number>()

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
      replay: peer.replay,
      kind: transport === 'stdio' ? 'session' : sessionId === null ? 'lane' : 'stray',
      sessionId,
      transport,
      era,
      protocolVersion: null,
      client: null,
      server: null,
      clientCapabilities: [],
      serverCapabilities: [],
      issuedBy: null,
      mintedBy: (sessionId !== null && this.#minted.get(sessionId)) || null,
      carriedBy: 0,
      missingOn: [],
      foreignOn: [],
      afterEndOn: [],
      refusedOn: [],
      openedAt: iso(at),
      lastSeenAt: iso(at),
      end: null,
      predecessor: null,
      successor: null,
    }
    const seen = { lastFrame: null, cutFrame: null, leftFrame: null }
    const session: Session = { row, state: 'unknown', client: peer.client, path: null, ...seen }
    if (sessionId !== null) remember(this.#byId, nameOf(sessionId, transport), session, MOST_SESSIONS)
    this.touch(session, at)
    this.stirred.add(session)
    return session
  }

  /** All sessions that are remembered. */
  get sessions(): Iterable<Session> {
    return this.#byKey.values()
  }

  keyed(key: string | null): Session | undefined {
    return key === null ? undefined : this.#byKey.get(key)
  }

  /** The session an id names; a new, unknown one if the id was never seen. */
  meet(at: number, peer: Peer, sessionId: string, transport: Transport): Session {
    return this.known(sessionId, transport) ?? this.open(at, peer, sessionId, transport, 'legacy')
  }

  known(sessionId: string, transport: Transport): Session | undefined {
    return this.#byId.get(nameOf(sessionId, transport))
  }

  announced(path: string): Session | undefined {
    return this.#byEndpoint.get(path)
  }

  announce(path: string, session: Session): void {
    remember(this.#byEndpoint, path, session, MOST_SESSIONS)
  }

  /** Notes an id that an answer offered; one that is known already stays what it is. */
  mint(sessionId: string, frame: number): void {
    if (!this.known(sessionId, 'streamable-http')) remember(this.#minted, sessionId, frame, MOST_SESSIONS)
  }

  wasMinted(sessionId: string): boolean {
    return this.#minted.has(sessionId)
  }

  /** Ties a peer to a session: what it sends without an id belongs there. */
  bind(peer: Peer, session: Session): void {
    this.tie(peer.connection, session)
    const agent = this.#byClient.get(peer.client)
    const several = agent?.newest === session && agent.several
    remember(this.#byClient, peer.client, { newest: session, several, lost: agent?.lost ?? null }, MOST_SESSIONS)
  }

  /** Ties a connection to the session that it carries. */
  tie(connection: number, session: Session): void {
    remember(this.#byConnection, connection, session, MOST_SESSIONS)
  }

  /** The session this peer was last seen in: by its connection, else by its name, if that leaves no doubt. */
  of(peer: Peer): Session | undefined {
    const mine = this.#byConnection.get(peer.connection)
    if (mine) return mine
    const agent = this.#byClient.get(peer.client)
    return agent?.several && agent.newest.row.sessionId !== null ? undefined : agent?.newest
  }

  /** The session this connection was last seen in. */
  on(connection: number): Session | undefined {
    return this.#byConnection.get(connection)
  }

  /** Where a modern client's traffic stands together: by the name it gives, else by its connection, else its User-Agent. */
  lane(peer: Peer, name: string | null): Session | undefined {
    return laneKeys(peer, name)
      .map((key) => this.#byLane.get(key))
      .find((session) => session !== undefined)
  }

  /** A new one, or one that this peer goes on with. */
  stay(lane: Session, peer: Peer, name: string | null): void {
    for (const key of [...laneKeys(peer, name), ...laneKeys(peer, null)])
      remember(this.#byLane, key, lane, MOST_SESSIONS)
  }

  touch(session: Session, at: number): void {
    const { row } = session
    row.lastSeenAt = iso(at)
    this.#changed.add(row)
    remember(this.#byKey, row.key, session, MOST_SESSIONS)
    if (row.sessionId === null) return
    const name = nameOf(row.sessionId, row.transport)
    if (this.#byId.get(name) === session) remember(this.#byId, name, session, MOST_SESSIONS)
    const agent = this.#byClient.get(session.client)
    if (agent && agent.newest !== session && session.state === 'open') agent.several = true
  }

  note(session: Session, list: FrameList, frame: number): void {
    const frames = session.row[list]
    this.stirred.add(session)
    if (frames.length < MOST_FRAMES && !frames.includes(frame)) frames.push(frame)
    this.#changed.add(session.row)
  }

  /** Moves a session by the table of `session.ts`. `sure`: whether the exchange leaves no other reading. */
  move(session: Session, move: SessionMove, frame: number | null, sure = true): void {
    const agent = this.#byClient.get(session.client)
    if (agent && LOSING.has(move)) agent.lost = session
    const next = moveOf(session.row, session.state, move)
    if (!next) return
    this.stirred.add(session)
    // An id that works again had not ended.
    if (move === 'id accepted') session.row.afterEndOn = []
    session.state = next.to
    if (session.row.kind === 'stray') session.row.kind = 'session'
    session.row.end = next.end ? { kind: next.end, frame, confidence: sure ? 'seen' : 'inferred' } : null
    this.#changed.add(session.row)
  }

  /** Links a peer's lost session to the one it has now. */
  succeed(peer: Peer, next: Session): void {
    const mine = this.#byConnection.get(peer.connection)
    const last = mine?.state === 'ended' ? mine : this.#byClient.get(peer.client)?.lost
    if (!last || last === next || last.row.transport !== next.row.transport) return
    if (last.state !== 'ended' || last.row.end?.kind === 'deleted' || last.row.successor !== null) return
    this.#link(last, next)
  }

  #link(last: Session, next: Session): void {
    last.row.successor = next.row.key
    next.row.predecessor ??= last.row.key
    this.#changed.add(last.row)
    this.#changed.add(next.row)
  }

  /** The capture is over: whatever is still open was cut short, left by its client, or left for a session that it began afterwards. */
  close(at: number): void {
    const named = [...this.sessions].filter(({ row }) => row.sessionId !== null || row.transport === 'stdio')
    const lines = new Map<string, Session[]>()
    for (const session of named.sort((a, b) => numberOf(a) - numberOf(b))) {
      const line = `${session.row.transport} ${session.client}`
      const before = lines.get(line)
      if (before) before.push(session)
      else lines.set(line, [session])
    }
    for (const line of lines.values()) for (const session of line) this.#leave(session, line, at)
  }

  #leave(session: Session, line: readonly Session[], at: number): void {
    if (session.state !== 'open') return
    const { row, lastFrame, cutFrame, leftFrame } = session
    const next = firstAfter(line, row.lastSeenAt)
    if (next) {
      this.move(session, 'client began another', next.row.issuedBy, false)
      return this.#link(session, next)
    }
    if (cutFrame !== null) return this.move(session, 'capture stopped', cutFrame)
    if (leftFrame !== null) return this.move(session, 'client went away', leftFrame, false)
    const isSilent = iso(at - LONGEST_SILENCE) > row.lastSeenAt
    this.move(session, isSilent ? 'client went away' : 'capture stopped', lastFrame, false)
  }
}

/** Moves that leave the client without the session that it had. */
const LOSING: ReadonlySet<SessionMove> = new Set(['id refused', 'client closed its stream', 'server closed its stream'])

/** Who said nothing for ten minutes before the capture stopped went away, as far as can be told; in microseconds. */
const LONGEST_SILENCE = 600_000_000

const laneKeys = ({ connection, client }: Peer, name: string | null): string[] =>
  name === null ? [`connection ${connection}`, `agent ${client}`] : [`name ${name}`]

/** Sessions count from 1; their keys end in that number. */
const numberOf = (session: Session): number => Number(session.row.key.split('-')[1])

/** The first of `sessions`, which are in the order of their opening, that was opened after `time`. */
function firstAfter(sessions: readonly Session[], time: string): Session | undefined {
  let from = 0
  let to = sessions.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sessions[middle]?.row.openedAt ?? '') > time) to = middle
    else from = middle + 1
  }
  return sessions[from]
}

/** Python's HTTP+SSE reads its ids as UUIDs: dashes and capitals make no difference there, and in headers they do. */
const nameOf = (id: string, transport: Transport): string =>
  transport === 'http+sse' ? `sse ${id.replaceAll('-', '').toLowerCase()}` : `header ${id}`
