/** Words that name a secret, whatever stands before them. */
const SECRET =
  /^(token|secret|passw(or)?d|pwd|passphrase|passcode|credential|authorization|cookie|apikey|jwt|otp|bearer)s?$/

/** What stands before a token that is none: a place in a list, a name for progress, or a part of a text. */
const NO_SECRET =
  /^(progress|next|prev|previous|page|continuation|cursor|sync|start|end|stop|max|min|total|input|output|prompt|completion|cached?|reasoning|last|num|count)$/

const BEFORE_KEY =
  /^(api|private|secret|access|auth|signing|encryption|subscription|client|shared|ssh|account|master|service|license)$/

/** Names of OAuth whose last word says nothing (RFC 7521, 7636, 8628). */
const OF_OAUTH = /^(code_?verifier|(client_?)?assertion|(device|user|auth(orization)?)_?code|id_?token_?hint)$/i

/** Whether what bears this name is a credential: `apiKey`, `GITHUB_TOKEN`, `x-auth-token`; not `progressToken`, `max_tokens` or `session_id`. */
export function isSecretName(name: string): boolean {
  if (OF_OAUTH.test(name)) return true
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  const [before = '', last = ''] = words.length === 1 ? ['', words[0]] : words.slice(-2)
  if (/^keys?$/.test(last)) return BEFORE_KEY.test(before)
  if (last === 'tokens' && before === '') return false // those of a text
  return SECRET.test(last) && !(last.startsWith('token') && NO_SECRET.test(before))
}
