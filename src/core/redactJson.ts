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

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** Where secrets are declared, these tell what sort they are, not what they are. */
const OF_SCHEMA = /^(type|title|description|format|pattern|required|\$ref|\$schema|\$comment)$/

const PASSWORD = /passw|pwd|secret|passphrase|passcode|otp/i

/**
 * A JSON text, known to be one, in which each secret stands as what `mark` makes of it; its layout stays. `inner`: what is to be made of a
 * string that no name calls a secret.
 */
export function redactJson(text: string, mark: (secret: string) => string, inner: (text: string) => string): string {
  const open: Open[] = []
  const top = (): Open | undefined => open.at(-1)

  function isSecret(): boolean {
    const at = top()
    if (!at) return false
    if (at.key !== undefined && OF_SCHEMA.test(at.key)) return false
    return (
      at.isSecret || (at.key !== undefined && (isSecretName(at.key) || (at.key === 'value' && isSecretName(at.name))))
    )
  }

  function string(token: string): string {
    const value = String(JSON.parse(token))
    const at = top()
    if (at?.isObject && at.key === undefined) {
      at.key = value
      return rewritten(token, value, inner(value))
    }
    if (at && (at.key === 'name' || at.key === 'key')) at.name = value
    return rewritten(token, value, isSecret() && value !== '' ? mark(value) : inner(value))
  }

  return text.replaceAll(TOKEN, (token) => {
    const at = top()
    switch (token) {
      case '{':
      case '[':
        open.push({ isObject: token === '{', isSecret: isSecret(), key: undefined, name: '' })
        return token
      case '}':
      case ']':
        open.pop()
        return token
      case ',':
        if (at) at.key = undefined
        return token
      case ':':
        return token
      default:
        if (token.startsWith('"')) return string(token)
        return /^-?\d/.test(token) && isSecret() && PASSWORD.test(at?.key ?? '') ? JSON.stringify(mark(token)) : token
    }
  })
}

const rewritten = (token: string, value: string, redacted: string): string =>
  redacted === value ? token : JSON.stringify(redacted)
