import { createHmac, randomBytes } from 'node:crypto'
import type { Head } from '../../core/http.ts'
import { hideInBody, hideInUrls } from './secretBody.ts'
import type { Connection } from './sqlite.ts'

/** Headers whose value is a credential, and headers that hold one per `name=value` pair. */
const SECRET_HEADER =
  /^((proxy-)?authorization|dpop|(x[-_])?((api|auth|access|private)[-_]?(key|token)|token)|x-.*-(token|secret|key)|.*-subscription-key)$/i
const NAMES_SCHEME = /authorization$/i
const COOKIE_HEADER = /^(set-)?cookie$/i

/** Most heads hold none of these words, and need no second look. */
const MAY_HOLD_SECRETS = /authorization|cookie|token|key|secret|dpop|password|assertion|id_token|code=/i

/** Not a session header: its value is what this program is about. */
const NO_SECRET = /^mcp-/i

/** How many credentials are remembered for replays. */
const MOST_REMEMBERED = 1000

/**
 * Takes credentials out of what is stored and puts salted hashes in: one can see whether they changed, not what they are.
 * The values stay in memory, so that a replay can send what the client had sent.
 */
export class Secrets {
  readonly #salt: string
  readonly #values = new Map<string, string>()
  /** The same as they are written in a query, a form or JSON, where that differs. */
  readonly #written = new Map<string, string>()

  constructor(salt: string) {
    this.#salt = salt
  }

  /** A head in which every credential is replaced. Heads without any come back as they are. */
  redactHead(head: Buffer): Buffer {
    const text = head.toString('latin1')
    if (!MAY_HOLD_SECRETS.test(text)) return head
    const redacted = this.#redactLines(text.split('\n')).join('\n')
    return redacted === text ? head : Buffer.from(redacted, 'latin1')
  }

  /** The inverse, as far as the values are still remembered; `missing` counts those that are not. */
  reveal(text: string): { text: string; missing: number } {
    let missing = 0
    const revealed = text.replace(/([="]?)(\[sha256 [0-9a-f]{12}\])/g, (_whole, before: string, mark: string) => {
      const value = (before === '' ? undefined : this.#written.get(mark)) ?? this.#values.get(mark)
      if (value === undefined) missing++
      return before + (value ?? mark)
    })
    return { text: revealed, missing }
  }

  /** A body that is no JSON-RPC, in which every credential of OAuth is replaced. One without any comes back as it is. */
  redactBody(bytes: Buffer, head: Head, isRequest: boolean): Buffer {
    return hideInBody(bytes, head, isRequest, (value, raw) => this.mark(value, raw))
  }

  #redactLines(lines: readonly string[]): string[] {
    let name = ''
    return lines.map((line, n) => {
      if (n === 0) return this.redactUrls(line)
      const isFolded = /^[ \t]/.test(line)
      if (!isFolded) name = line.slice(0, Math.max(0, line.indexOf(':')))
      return this.#redactValue(name, isFolded ? '' : name, line)
    })
  }

  /** A text in which every credential that a URL carries as a parameter is replaced. */
  redactUrls(text: string): string {
    return hideInUrls(text, (value, raw) => this.mark(value, raw))
  }

  /** `line` begins with `before`, its name; a folded line belongs to the name above it, and begins with nothing. */
  #redactValue(name: string, before: string, line: string): string {
    if (NO_SECRET.test(name)) return line
    const [, start = '', value = '', end = ''] = /^(:?[ \t]*)(.*?)([ \t]*\r?)$/.exec(line.slice(before.length)) ?? []
    if (COOKIE_HEADER.test(name)) return before + start + this.#redactCookies(value) + end
    if (!SECRET_HEADER.test(name) || value === '') return this.redactUrls(line)
    const hasScheme = NAMES_SCHEME.test(name) && before !== '' && value.includes(' ')
    const [scheme, credential] = hasScheme ? splitOnce(value) : ['', value]
    return before + start + scheme + this.mark(credential) + end
  }

  /** Names and attributes of cookies stay: an affinity cookie tells which instance answered. */
  #redactCookies(value: string): string {
    return value.replace(/(^|;[ \t]*)([^=;]+)=([^;]*)/g, (whole, start: string, name: string, secret: string) =>
      /^(path|domain|expires|max-age|samesite)$/i.test(name) ? whole : `${start}${name}=${this.mark(secret)}`,
    )
  }

  /** What stands for a credential: the same for the same one, and a mark for itself. `written`: how it stood there. */
  mark(value: string, written = value): string {
    if (/^\[sha256 [0-9a-f]{12}\]$/.test(value)) return value
    const mark = `[sha256 ${createHmac('sha256', this.#salt).update(value).digest('hex').slice(0, 12)}]`
    remember(this.#values, mark, value)
    if (written !== value) remember(this.#written, mark, written)
    return mark
  }
}

/** What serves a capture that keeps its credentials: nothing is replaced. */
export const keepCredentials: Redactor = {
  redactHead: (head) => head,
  redactUrls: (text) => text,
  redactBody: (bytes) => bytes,
}

/** Takes credentials out of what is stored of a capture. */
export type Redactor = Pick<Secrets, 'redactHead' | 'redactUrls' | 'redactBody'>

function remember(values: Map<string, string>, mark: string, value: string): void {
  values.delete(mark)
  values.set(mark, value)
  if (values.size <= MOST_REMEMBERED) return
  const [oldest] = values.keys()
  if (oldest !== undefined) values.delete(oldest)
}

function splitOnce(value: string): [string, string] {
  const blank = value.indexOf(' ')
  return [value.slice(0, blank + 1), value.slice(blank + 1)]
}

/** The salt of credential hashes: one a database, so that hashes can be compared between its captures. */
export function saltOf(db: Connection): string {
  const select = db.prepare<[], string>("SELECT value FROM meta WHERE name = 'salt'").pluck()
  const salt = select.get() // even an insertion that does nothing waits for other writers
  if (salt !== undefined) return salt
  db.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('salt', ?)").run(randomBytes(32).toString('hex'))
  return String(select.get())
}
