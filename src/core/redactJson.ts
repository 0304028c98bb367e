import { isSecretName } from './secretName.ts'

/** An object or array that is open. */
interface Open {
  isObject: boolean
  /** Whether everything in it is secret. */
  isSecret: boolean
  /** The key whose value comes next; undefined before a key, and in arrays. */
  key: string | undefined
  /** What the object calls itself: `{"name":"API_KEY","value":"…"}`. */
  name: string
}

/** Where secrets are declared, these tell what sort they are, not what they are. */
const OF_SCHEMA = /^(type|title|description|format|pattern|required|\$ref|\$schema|\$comment)$/

const PASSWORD = /passw|pwd|secret|passphrase|passcode|otp/i

/**
 * A JSON text, known to be one, in which each secret stands as what `mark` makes of it; its layout stays. `inner`: what is to be made of a
 * string that no name calls a secret.
 */
export function redactJson(text: string, mark: (secret: string) => string, inner: (text: string) => string): string {
  const open: Open[] = []
  let whole = ''
  for (let from = 0; from < text.length;) {
    const to = endOfToken(text, from)
    const token = text.slice(from, to)
    whole += redacted(token, open.at(-1))
    follow(token, open)
    from = to
  }
  return whole

  function redacted(token: string, at: Open | undefined): string {
    if (token.startsWith('"')) {
      const value = String(JSON.parse(token))
      const isKey = at?.isObject === true && at.key === undefined
      const shown = !isKey && isSecret(at) && value !== '' ? mark(value) : inner(value)
      return shown === value ? token : JSON.stringify(shown)
    }
    const isPassword = /^-?\d/.test(token) && isSecret(at) && PASSWORD.test(at?.key ?? '')
    return isPassword ? JSON.stringify(mark(token)) : token
  }
}

/** Whether what stands here is called a secret, or is part of what is. */
function isSecret(at: Open | undefined): boolean {
  if (!at || (at.key !== undefined && OF_SCHEMA.test(at.key))) return false
  return (
    at.isSecret || (at.key !== undefined && (isSecretName(at.key) || (at.key === 'value' && isSecretName(at.name))))
  )
}

/** Keeps what is open, and the key that the next value belongs to. */
function follow(token: string, open: Open[]): void {
  const at = open.at(-1)
  if (token === '{' || token === '[')
    open.push({ isObject: token === '{', isSecret: isSecret(at), key: undefined, name: '' })
  else if (token === '}' || token === ']') open.pop()
  else if (at && token === ',') at.key = undefined
  else if (at && token.startsWith('"')) {
    if (at.isObject && at.key === undefined) at.key = String(JSON.parse(token))
    else if (at.key === 'name' || at.key === 'key') at.name = String(JSON.parse(token))
  }
}

/** Where the token that begins at `from` ends: a string, a mark, or what stands between them. */
function endOfToken(text: string, from: number): number {
  if (text[from] !== '"') {
    const next = nextOf(MARK_OR_QUOTE, text, from)
    return next === from ? from + 1 : next
  }
  // Strings of many megabytes are too much for one expression.
  for (let at = from + 1; ; at += 2) {
    at = nextOf(QUOTE_OR_ESCAPE, text, at)
    if (text[at] !== '\\') return Math.min(at + 1, text.length)
  }
}

const MARK_OR_QUOTE = /[{}[\],:"\s]/g
const QUOTE_OR_ESCAPE = /["\\]/g

/** The next place of what an expression matches; the end if there is none. */
function nextOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? text.length
}
