/** What a rule found: what broke, whose fault it is, what proves it and how to mend it. */
export interface FindingRow {
  captureId: number
  /** `capture-number`, unique in a database. */
  key: string
  /** The rule's id. Ids are never given to another rule. */
  id: string
  severity: Severity
  side: Side
  confidence: Confidence
  title: string
  /** One paragraph with the values of this case. */
  text: string
  /** What the author of the side at fault can do; then what others can. */
  fix: string
  /** The section of the specification, or what else says so. */
  spec: string
  session: string | null
  /** The frames that prove it, each with its part in the proof. */
  frames: ProofFrame[]
  /** How often it was seen; `frames` names the first and a few more. */
  count: number
  /** When the first proof was complete. */
  at: string
  /** Key of the finding that explains this one; null for a root. */
  cause: string | null
}

export type Severity = 'error' | 'warning' | 'note'

/** `between`: something between the client and the server, or between the tap and the server. */
export type Side = 'client' | 'server' | 'between' | 'unknown'

export type Confidence = 'certain' | 'likely' | 'possible'

export interface ProofFrame {
  frame: number
  part: string
}
