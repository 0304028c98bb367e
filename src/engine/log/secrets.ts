import { createHmac } from 'node:crypto'

/** Headers whose value is a credential, and headers that hold one per `name=value` pair. */
const SECRET_HEADER =
  /^(authorization|proxy-authorization|dpop|(x-)?(api|auth|access)-?(key|token)|x-.*-(token|secret|api-key|key))$/i
const COOKIE_HEADER = /^(set-)?cookie$/i
const SECRET_PARAMETER =
  /([?&](?:access_token|refresh_token|id_token|token|api[-_]?key|key|client_secret|code|password)=)([^&#\s]+)/gi

/** Most heads hold none of these words, and need no second look. */
const MAY_HOLD_SECRETS = /authorization|cookie|token|key|secret|dpop|password|code=/i

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

  constructor(salt: string) {
    this.#salt = salt
  }

  /** A head in which every credential is replaced. Heads without any come back as they are. */
  redactHead(head: Buffer): Buffer {
    const text = head.toString('latin1')
    if (!MAY_HOLD_SECRETS.test(text)) return head
    const lines = text.split('\n').map((line, n) => (n === 0 ? this.#redactTarget(line) : this.#redactLine(line)))
    const redacted = lines.join('\n')
    return redacted === text ? head : Buffer.from(redacted, 'latin1')
  }

  /** The inverse, as far as the values are still remembered; `missing` counts those that are not. */
  reveal(text: string): { text: string; missing: number } {
    let missing = 0
    const revealed = text.replace(/\[sha256 [0-9a-f]{12}\]/g, (mark) => {
      const value = this.#values.get(mark)
      if (value === undefined) missing++
      return value ?? mark
    })
    return { text: revealed, missing }
  }

  #redactTarget(line: string): string {
    return line.replace(SECRET_PARAMETER, (_whole, name: string, value: string) => name + this.#mark(value))
  }

  #redactLine(line: string): string {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    if (colon < 0 || NO_SECRET.test(name)) return line
    const [, before = '', value = '', after = ''] = /^(:[ \t]*)(.*?)([ \t]*\r?)$/.exec(line.slice(colon)) ?? []
    if (COOKIE_HEADER.test(name)) return name + before + this.#redactCookies(value) + after
    if (!SECRET_HEADER.test(name) || value === '') return line
    const [scheme, credential] = value.includes(' ') ? splitOnce(value) : ['', value]
    return name + before + scheme + this.#mark(credential) + after
  }

  /** Names and attributes of cookies stay: an affinity cookie tells which instance answered. */
  #redactCookies(value: string): string {
    return value.replace(/(^|;[ \t]*)([^=;]+)=([^;]*)/g, (whole, start: string, name: string, secret: string) =>
      /^(path|domain|expires|max-age|samesite)$/i.test(name) ? whole : `${start}${name}=${this.#mark(secret)}`,
    )
  }

  #mark(value: string): string {
    const mark = `[sha256 ${createHmac('sha256', this.#salt).update(value, 'latin1').digest('hex').slice(0, 12)}]`
    this.#values.delete(mark)
    this.#values.set(mark, value)
    if (this.#values.size > MOST_REMEMBERED) {
      const [oldest] = this.#values.keys()
      if (oldest !== undefined) this.#values.delete(oldest)
    }
    return mark
  }
}

function splitOnce(value: string): [string, string] {
  const blank = value.indexOf(' ')
  return [value.slice(0, blank + 1), value.slice(blank + 1)]
}
