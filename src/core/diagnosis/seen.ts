import type { CaptureFacts, OpenExchange } from '../exchange.ts'
import { header } from '../http.ts'
import { remember } from '../recent.ts'
import type { Ledger, Session } from '../ledger.ts'
import type { SessionRow } from '../session.ts'
import { type Call, Calls } from './calls.ts'
import type { ProcessSeen } from './processSeen.ts'
import type { Said } from './rule.ts'
import { Listens } from './listens.ts'
import { ParamHeaders } from './paramHeaders.ts'
import { Rounds } from './rounds.ts'
import { beginStory, type SessionStory } from './story.ts'
import { Streams } from './streams.ts'

/** The clients that have one User-Agent. */
export interface Client {
  name: string
  /** The first thing it did in this capture. */
  first: OpenExchange
  /** The last things it did, oldest first. */
  recent: OpenExchange[]
}

/** An id shorter than this has no form to tell it by. */
const SHORTEST = 8

const MOST_RECENT = 250
const MOST_OF_CLIENT = 60
const MOST_CLIENTS = 500
/** A story holds on to exchanges, several kilobytes each. */
const MOST_STORIES = 1000
/** In microseconds: clients fall back and come again within a few seconds. */
const TIME_TO_REACT = 10_000_000
const MOST_PENDING = 500
const MOST_OF_SESSION = 24
const MOST_ISSUED = 200
const MOST_TROUBLED = 20
const MOST_FORMS = 20
const MOST_LISTENED = 50
const HANDSHAKE: ReadonlySet<string> = new Set(['initialize', 'notifications/initialized'])
/** So many sessions that work on are looked at beside one that was lost. */
const MOST_WITNESSES = 3
/** A lost session is looked at anew so often; without an end, a server that loses every session would cost more and more. */
const MOST_RELIT = 4
/** So many stay from the beginning of a session, and the others from its end. */
const FIRST_OF_SESSION = 6

/**
 * What rules may look up: never the whole capture, but what is open, what came last, and a bounded memory of each client and session.
 * Everything here was on the wire before the moment in which a rule is asked.
 */
export class Seen {
  /** The time of the latest event, in microseconds since 1970. */
  now = 0
  /** The second that was passed last. */
  passed = 0
  /** Whether the capture is over. */
  isOver = false
  /** JSON-RPC requests. */
  readonly calls = new Calls()
  readonly streams = new Streams()
  /** Of the modern era: calls that need input, subscriptions, and arguments that are mirrored in headers. */
  readonly rounds = new Rounds()
  readonly listens = new Listens()
  readonly paramHeaders = new ParamHeaders()
  /** What was started, if this is a capture of stdio. */
  process: ProcessSeen | null = null
  /** The last exchanges of the capture, in the order in which they began; the open ones among them. */
  readonly recent: OpenExchange[] = []
  readonly capture: CaptureFacts
  readonly #ledger: Ledger
  readonly #open: ReadonlyMap<number, OpenExchange>
  readonly #clients = new Map<string, Client>()
  /** Refused exchanges whose client has some seconds to react, by when that time is over. */
  readonly #pending: { exchange: OpenExchange; due: number }[] = []
  /** The stories last asked for. */
  readonly #stories = new Map<Session, SessionStory>()
  /** The last sessions that an answer issued, in the order of their issue, and the last that were in trouble. */
  readonly issued: Session[] = []
  readonly troubled: Session[] = []
  /** An issued id of each form that ids of this transport have: where all look alike, a stranger's shows. */
  readonly #forms = new Map<string, string>()
  #witnesses = 0
  /** The last streams on which a client had listened for what its server has to say, in the order in which they ended. */
  readonly listened: OpenExchange[] = []

  constructor(capture: CaptureFacts, ledger: Ledger, open: ReadonlyMap<number, OpenExchange>) {
    this.capture = capture
    this.#ledger = ledger
    this.#open = open
  }

  /** Open exchanges, by their beginning. */
  get open(): Iterable<OpenExchange> {
    return this.#open.values()
  }

  /** The session that an id names, if it was issued or carried in this capture. */
  session(id: string): Session | undefined {
    return this.#ledger.known(id, 'streamable-http') ?? this.#ledger.known(id, 'http+sse')
  }

  /** Whether an id stood on an answer that established nothing. */
  wasMinted(id: string): boolean {
    return this.#ledger.wasMinted(id)
  }

  /** A session by its key, if it is still remembered. */
  keyed(key: string | null): Session | undefined {
    return this.#ledger.keyed(key)
  }

  /** What a client of this User-Agent did. */
  client({ peer }: OpenExchange): Client | undefined {
    return this.#clients.get(peer.client)
  }

  story(session: Session): SessionStory {
    const known = this.#stories.get(session)
    if (known) return known
    const story = beginStory()
    remember(this.#stories, session, story, MOST_STORIES)
    return story
  }

  /** A message was said. Returns the call that it answers or cancels. */
  heard(said: Said): Call | undefined {
    this.rounds.heard(said)
    this.listens.heard(said)
    this.paramHeaders.heard(said)
    return this.calls.heard(said)
  }

  /** A request began. */
  began(exchange: OpenExchange): void {
    push(this.recent, exchange, MOST_RECENT, forgetBodies)
    const { client: name } = exchange.peer
    const client = this.#clients.get(name)
    if (client) push(client.recent, exchange, MOST_OF_CLIENT)
    else this.#clients.set(name, { name, first: exchange, recent: [exchange] })
    if (this.#clients.size <= MOST_CLIENTS) return
    const [oldest] = this.#clients.keys()
    if (oldest !== undefined) this.#clients.delete(oldest)
  }

  /** An exchange has ended: its session remembers it. Returns whether it sheds a new light on sessions that were lost. */
  ended(exchange: OpenExchange): boolean {
    const { session, row, stream } = exchange
    if (!session) return false
    if (stream !== null && row.method === 'GET') push(this.listened, exchange, MOST_LISTENED)
    const story = this.story(session)
    remember(this.#stories, session, story, MOST_STORIES)
    if (story.exchanges.length >= MOST_OF_SESSION) story.exchanges.splice(FIRST_OF_SESSION, 1)
    story.exchanges.push(exchange)
    if (row.method === 'POST' && row.rpc !== null && !HANDSHAKE.has(row.rpc)) story.calls++
    if (row.carried === null) return false
    if (session.row.refusedOn.at(-1) === row.frame) {
      story.refused++
      story.acceptedBefore ??= story.firstRefused ? null : story.lastAccepted
      story.firstRefused ??= exchange
    } else if (row.status !== null && row.status < 300) {
      story.accepted++
      story.lastAccepted = exchange
      if (story.firstRefused && story.firstRefused.row.frame < row.frame) story.acceptedAfter = exchange
      return this.#isWitness(session)
    }
    return false
  }

  /** Whether this session was there before another was lost, and works on: that tells what it was lost by. */
  #isWitness(session: Session): boolean {
    const last = this.#witnesses > 0 ? this.troubled.at(-1) : undefined
    const lost = last && this.story(last).firstRefused
    if (!lost || last === session || (session.row.issuedBy ?? Infinity) > lost.row.frame) return false
    this.#witnesses--
    return true
  }

  /** Something has happened to a session. Returns whether it was issued just now. */
  stirred(session: Session): boolean {
    const { row } = session
    const isTroubled = row.refusedOn.length > 0 || row.missingOn.length > 0
    if (isTroubled && !this.troubled.includes(session)) {
      this.troubled.push(session)
      this.#witnesses = MOST_WITNESSES
      if (this.troubled.length > MOST_TROUBLED) this.troubled.shift()
    }
    const isNew = row.issuedBy !== null && !this.issued.includes(session)
    if (isNew) this.#wasIssued(session)
    return isNew
  }

  #wasIssued(session: Session): void {
    push(this.issued, session, MOST_ISSUED)
    this.story(session).issuedAt = this.now
    const { sessionId, transport } = session.row
    if (sessionId !== null && this.#forms.size < MOST_FORMS)
      this.#forms.set(`${transport} ${formOf(sessionId)}`, sessionId)
  }

  /** An id of another form than this one, if all ids that the server issued have another one. */
  alienTo({ sessionId, transport }: SessionRow): string | undefined {
    if (this.#forms.size >= MOST_FORMS || this.#forms.has(`${transport} ${formOf(sessionId ?? '')}`)) return undefined
    for (const [form, id] of this.#forms) if (form.startsWith(`${transport} `)) return id
    return undefined
  }

  /** Lost sessions that something which happened to another one may explain. */
  *relit(): Iterable<Session> {
    for (const lost of this.troubled) if (this.story(lost).relit++ < MOST_RELIT) yield lost
  }

  /** An exchange by its frame, if it is open or among the last ones. */
  exchange(frame: number | null): OpenExchange | undefined {
    if (frame === null) return undefined
    return this.#open.get(frame) ?? this.recent.findLast(({ row }) => row.frame === frame)
  }

  /** Rules will be asked again about this exchange, when its client has had time to react. */
  later(exchange: OpenExchange, at: number): void {
    push(this.#pending, { exchange, due: at + TIME_TO_REACT }, MOST_PENDING)
  }

  /** Whether the client of an exchange that ended has had time to react to it. */
  hasHadTime({ endedAt }: OpenExchange): boolean {
    return this.isOver || (endedAt !== null && this.now >= endedAt + TIME_TO_REACT)
  }

  /** What the client of an exchange did after it, the first first. */
  after({ peer, row }: OpenExchange): OpenExchange[] {
    const recent = this.#clients.get(peer.client)?.recent ?? []
    return recent.filter((other) => other.row.frame > row.frame)
  }

  /** Exchanges whose client has had its time, or all if the capture is over. */
  due(now: number): OpenExchange[] {
    const first = this.#pending.findIndex(({ due }) => due > now)
    const count = this.isOver || first < 0 ? this.#pending.length : first
    return this.#pending.splice(0, count).map(({ exchange }) => exchange)
  }
}

/** `h8-h4-h4-h4-h12` of a UUID. Ids too short to have a form are all alike. */
const formOf = (id: string): string =>
  id.length >= SHORTEST ? id.replace(/[0-9a-f]+/gi, (run) => `h${run.length}`) : 'short'

/** Adds to a list that grows no longer than `most`; what falls out at its beginning is handed to `drop`. */
function push<T>(list: T[], item: T, most: number, drop?: (item: T) => void): void {
  list.push(item)
  if (list.length <= most + 100) return
  for (const old of list.splice(0, list.length - most)) drop?.(old)
}

/** What rules do not look back at: clients and sessions remember the exchange, but not its contents. */
export function forgetBodies(exchange: OpenExchange): void {
  exchange.asked = []
  exchange.told = []
}

/** A header of the request. */
export const requestHeader = (exchange: OpenExchange, name: string): string | undefined =>
  header(exchange.head.headers, name)

/** A header of the answer; undefined too if there was none. */
export const answerHeader = (exchange: OpenExchange, name: string): string | undefined =>
  exchange.answerHead ? header(exchange.answerHead.headers, name) : undefined

/** Seconds between two moments in microseconds, as one would say it: `7 ms`, `0.4 s`, `12 s`, `5 min`. */
export function duration(from: number, to: number): string {
  const seconds = (to - from) / 1_000_000
  if (seconds < 0.1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`
  return seconds < 180 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}
