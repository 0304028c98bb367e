const SECRET_NAME = /(key|token|secret|passw(or)?d|credential|auth)/i

/** A command line with the values of options that sound like credentials taken out: `--api-key=…`, `--token …`. */
export function redactArguments(command: readonly string[]): string[] {
  return command.map((argument, n) => {
    const [name = '', value] = argument.split(/=(.*)/s)
    if (value !== undefined) return SECRET_NAME.test(name) ? `${name}=[redacted]` : argument
    const option = command[n - 1] ?? ''
    return n > 0 &&
      option.startsWith('-') &&
      !option.includes('=') &&
      SECRET_NAME.test(option) &&
      !argument.startsWith('-')
      ? '[redacted]'
      : argument
  })
}

/** Names of values that are secrets, in bodies; `progressToken` and `nextPageToken` name none. */
const NAME =
  String.raw`(?!(?:progress|next|page|continuation|cursor|sync|max|min|total|input|output|prompt|completion|cached?)[-_]?)[\w.-]*` +
  String.raw`(?:access_?token|refresh_?token|id_?token|auth_?token|token|client_?secret|client_?assertion|secret|api[-_]?key|private_?key|passw(?:or)?d|passphrase|authorization|credentials?|code_verifier)`

/** Where secrets stand in a text, each with the group that holds the value. */
const SECRETS: readonly RegExp[] = [
  // A field of JSON, and of JSON inside a JSON string.
  new RegExp(String.raw`\\*"${NAME}\\*"\s*:\s*\\*"([^"\\]+(?:\\[^"][^"\\]*)*)`, 'dgi'),
  // A field of a form, or a parameter of a URL.
  new RegExp(String.raw`(?:^|[?&])(?:${NAME}|code|key)=([^&#\s"\\]+)`, 'dgi'),
  /\b(?:Bearer|Basic)\s+([\w.~+/=-]{8,})/dgi,
  // Tokens that show what they are: JSON Web Tokens, and those of well-known services.
  /\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/dg,
  /\b((?:sk|pk|rk)[-_](?:[\w]+[-_])?[A-Za-z0-9]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abeoprs]-[\w-]{10,}|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,}|glpat-[\w-]{16,}|npm_\w{30,})/dg,
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----)/dg,
]

/** A text in which each secret stands as what `mark` makes of it. What is a mark already is left alone. */
export function redactText(text: string, mark: (secret: string) => string): string {
  const spans: [from: number, to: number][] = []
  for (const pattern of SECRETS) {
    for (const match of text.matchAll(pattern)) {
      const span = match.indices?.[1]
      if (span && !/^\[(sha256 |redacted)/.test(text.slice(...span))) spans.push(span)
    }
  }
  if (spans.length === 0) return text
  let redacted = ''
  let at = 0
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    if (from < at) continue // found twice
    redacted += text.slice(at, from) + mark(text.slice(from, to))
    at = to
  }
  return redacted + text.slice(at)
}
