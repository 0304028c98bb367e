import { iso } from '../time.ts'
import type { FindingRow, ProofFrame, Side } from './finding.ts'
import type { AnyRule, Evidence, Fixes } from './rule.ts'

/** What a subject is known by, and whose it is. */
export interface Place {
  /** Unique among the subjects of a capture. */
  subject: string
  session: string | null
  /** The client's User-Agent; empty on stdio. */
  client: string
  /** Microseconds since 1970. */
  at: number
}

/** A finding with what it stands on. */
interface Standing {
  row: FindingRow
  rule: AnyRule
  client: string
  /** By subject, the first first. */
  proofs: Map<string, Evidence>
}

/** More findings than this are not kept of a capture, and no more proofs of one. */
const MOST_FINDINGS = 5000
const MOST_PROOFS = 50
/** So many proofs beyond the first are named. */
const MOST_AGAIN = 10

/** The findings of one capture: each stands as long as something proves it. */
export class Findings {
  readonly #captureId: number
  readonly #changed: Set<FindingRow>
  readonly #withdrawn: Set<string>
  readonly #standing = new Map<string, Standing>()
  readonly #byRule = new Map<AnyRule, Set<Standing>>()
  /** Names of the findings that a subject proves. */
  readonly #bySubject = new Map<string, Set<string>>()
  /** Keys of those that explain others. */
  readonly #causes = new Set<string>()
  readonly #spokenOf = new WeakSet<object>()
  #count = 0

  /** `changed` receives rows that are new or not what they were, `withdrawn` the keys of those that stand no longer. */
  constructor(captureId: number, changed: Set<FindingRow>, withdrawn: Set<string>) {
    this.#captureId = captureId
    this.#changed = changed
    this.#withdrawn = withdrawn
  }

  /** All that stand, in the order in which they were found. */
  get rows(): FindingRow[] {
    return [...this.#standing.values()].map(({ row }) => row)
  }

  /** Whether a finding of this id stands. */
  has(id: string): boolean {
    return this.rows.some((row) => row.id === id)
  }

  /** Whether anything was said of a subject, which a rule may take back. */
  hasSpokenOf(who: object): boolean {
    return this.#spokenOf.has(who)
  }

  /** What a rule says of a subject now: undefined takes back what it said of it before. */
  say(rule: AnyRule, evidence: Evidence | undefined, place: Place, who: object = place): void {
    if (evidence) this.#spokenOf.add(who)
    const said = rule.on === 'second' ? undefined : this.#bySubject.get(place.subject)
    if (!evidence && !said) return
    const name = evidence && nameOf(rule, evidence, place)
    for (const other of said ?? []) if (other !== name && other.startsWith(`${rule.id} `)) this.#takeBack(other, place)
    if (evidence && name !== undefined) this.#prove(name, rule, evidence, place)
  }

  #prove(name: string, rule: AnyRule, evidence: Evidence, place: Place): void {
    const standing = this.#standing.get(name) ?? this.#begin(name, rule, place)
    if (!standing) return
    const isNew = !standing.proofs.has(place.subject)
    if (isNew && standing.proofs.size >= MOST_PROOFS) {
      standing.row.count++
      this.#changed.add(standing.row)
      return
    }
    standing.proofs.set(place.subject, evidence)
    const said = this.#bySubject.get(place.subject)
    if (said) said.add(name)
    else this.#bySubject.set(place.subject, new Set([name]))
    if (isNew) standing.row.count++
    this.#write(standing)
    if (isNew && standing.row.count === 1) this.#group(standing)
  }

  #begin(name: string, rule: AnyRule, place: Place): Standing | undefined {
    if (this.#standing.size >= MOST_FINDINGS) return undefined
    const row: FindingRow = {
      captureId: this.#captureId,
      key: `${this.#captureId}-${++this.#count}`,
      id: rule.id,
      severity: rule.severity,
      side: rule.side,
      confidence: 'certain',
      title: rule.title,
      text: '',
      fix: '',
      spec: rule.spec,
      session: place.session,
      frames: [],
      count: 0,
      at: iso(place.at),
      cause: null,
    }
    const standing: Standing = { row, rule, client: place.client, proofs: new Map() }
    this.#standing.set(name, standing)
    const others = this.#byRule.get(rule)
    if (others) others.add(standing)
    else this.#byRule.set(rule, new Set([standing]))
    return standing
  }

  #write({ row, rule, proofs }: Standing): void {
    const [first] = proofs.values()
    if (!first) return
    row.severity = first.severity ?? rule.severity
    row.side = first.side ?? rule.side
    row.confidence = first.confidence ?? 'certain'
    if (first.session !== undefined) row.session = first.session
    row.text = first.text
    row.fix = fixFor(row.side, first.fix ?? rule.fix)
    row.frames = [...first.frames, ...again([...proofs.values()].slice(1))]
    this.#changed.add(row)
  }

  #takeBack(name: string, place: Place): void {
    this.#bySubject.get(place.subject)?.delete(name)
    const standing = this.#standing.get(name)
    if (!standing?.proofs.delete(place.subject)) return
    standing.row.count--
    if (standing.proofs.size > 0) return this.#write(standing)
    this.#standing.delete(name)
    this.#byRule.get(standing.rule)?.delete(standing)
    this.#changed.delete(standing.row)
    this.#withdrawn.add(standing.row.key)
    if (!this.#causes.delete(standing.row.key)) return
    // What it explained may have another cause.
    for (const other of this.#standing.values()) {
      if (other.row.cause !== standing.row.key) continue
      other.row.cause = null
      this.#changed.add(other.row)
      this.#group(other)
    }
  }

  /** Ties a finding to the one that explains it, and those that it explains to it. */
  #group(standing: Standing): void {
    for (const [rule, others] of this.#byRule) {
      const isCause = rule.explains?.includes(standing.row.id) ?? false
      const isConsequence = standing.rule.explains?.includes(rule.id) ?? false
      if (!isCause && !isConsequence) continue
      for (const other of others) {
        if (other === standing || !areRelated(standing, other)) continue
        if (isCause) this.#explain(standing, other)
        if (isConsequence) this.#explain(other, standing)
      }
    }
  }

  #explain(consequence: Standing, cause: Standing): void {
    if (consequence.row.cause !== null || cause.row.cause === consequence.row.key) return
    consequence.row.cause = cause.row.key
    this.#causes.add(cause.row.key)
    this.#changed.add(consequence.row)
  }
}

function nameOf(rule: AnyRule, evidence: Evidence, place: Place): string {
  const session = evidence.session === undefined ? place.session : evidence.session
  const whose = evidence.about ?? session ?? `client ${place.client}`
  switch (rule.scope ?? 'session') {
    case 'exchange':
      return `${rule.id} ${place.subject}`
    case 'session':
      return `${rule.id} ${whose}`
    case 'client':
      return `${rule.id} ${evidence.about ?? `client ${place.client}`}`
    case 'capture':
      return `${rule.id} ${evidence.about ?? ''}`
  }
}

/** In one session, of one client, about one frame, or one of them about the whole capture. */
function areRelated(one: Standing, other: Standing): boolean {
  if (one.rule.scope === 'capture' || other.rule.scope === 'capture') return true
  if (one.row.session !== null && one.row.session === other.row.session) return true
  if (one.client !== '' && one.client === other.client) return true
  return one.row.frames.some(({ frame }) => other.row.frames.some((proof) => proof.frame === frame))
}

const again = (proofs: readonly Evidence[]): ProofFrame[] =>
  proofs
    .slice(0, MOST_AGAIN)
    .flatMap(({ frames }) => frames.slice(-1).map(({ frame }) => ({ frame, part: 'and again' })))

const WHO = { client: 'On the client', server: 'On the server', operator: 'Between them' } as const

/** The fix for the side at fault first, then what others can do. */
function fixFor(side: Side, fixes: Fixes): string {
  const mine = side === 'between' ? 'operator' : side === 'unknown' ? undefined : side
  const first = mine && fixes[mine]
  const others = (['client', 'server', 'operator'] as const).filter((who) => fixes[who] !== undefined && who !== mine)
  return [...(first === undefined ? [] : [first]), ...others.map((who) => `${WHO[who]}: ${fixes[who] ?? ''}`)].join(' ')
}
