import { redactJson } from './redactJson.ts'
import { isSecretName } from './secretName.ts'

/** Puts something in the place of a secret: the same for the same one. */
export type Mark = (secret: string) => string

/** Strings in strings, at most so deep. Each level doubles what is escaped, so that nobody goes deeper. */
const DEEPEST = 10

/**
 * A text in which each secret stands as what `mark` makes of it: of JSON, event streams, forms, addresses and what programs write. Where the
 * text is JSON, or a line of it, names of fields decide; elsewhere what stands before a value, or how it looks.
 */
export function redactText(text: string, mark: Mark, depth = 0): string {
  if (text === '' || depth > DEEPEST) return text
  const marked: Mark = (secret) => (isMark(secret) ? secret : mark(secret))
  const inner = (one: string) => redactText(one, mark, depth + 1)
  if (isJson(text)) return redactJson(text, marked, inner)
  const rest = text.replace(PRIVATE_KEY, (key) => marked(key))
  return rest
    .split('\n')
    .map((line) => {
      const at = line.search(/[{[]/)
      return at >= 0 && isJson(line.slice(at))
        ? redactPlain(line.slice(0, at), marked) + redactJson(line.slice(at), marked, inner)
        : redactPlain(line, marked)
    })
    .join('\n')
}

const isMark = (text: string): boolean => /^\[(sha256|redacted)\b/.test(text)

function isJson(text: string): boolean {
  if (!/^\s*[{["]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

interface Place {
  /** With groups: `before` is kept, and `value` is the secret. */
  pattern: RegExp
  isSecret: (parts: Record<string, string | undefined>) => boolean
}

const always = (): boolean => true
const isNamed = ({ name = '' }: Record<string, string | undefined>): boolean => isSecretName(decoded(name))
const looksRandom = (value: string): boolean => /\d/.test(value) || value.length >= 20

/** Where secrets stand in a text that is no JSON. */
const PLACES: readonly Place[] = [
  // Parameters of an address, and fields of a form.
  {
    pattern: /(?<before>(?:^|[?&#]|&amp;)(?<name>[\w.%[\]-]+)=)(?<value>[^\s&#"<>\\]+)(?=(?<more>&)?)/g,
    isSecret: ({ name = '', before = '', more }) =>
      isNamed({ name }) || (/^(code|key|sig|signature)$/i.test(name) && (more !== undefined || /^[?&#]/.test(before))),
  },
  {
    pattern: /(?<before>(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'<>]*:)(?<value>[^\s/"'<>]+)(?=@)/gi,
    isSecret: always,
  },
  { pattern: /(?<before>\b(?:set-)?cookie["']?\s*:\s*["']?)(?<value>[^"'\r\n]+)/gi, isSecret: always },
  {
    pattern:
      /(?<before>\bauthorization["']?\s*[:=]\s*["']?(?:(?:Bearer|Basic|Digest|Token|DPoP)\s+)?)(?<value>[^\s"',;]+)/gi,
    isSecret: always,
  },
  {
    pattern: /(?<before>\b(?:Bearer|Basic|DPoP)\s+)(?<value>[\w.~+/=-]{8,})/gi,
    isSecret: ({ value = '' }) => looksRandom(value),
  },
  // Settings, and what programs tell of them: `TOKEN=…`, `--api-key=…`, `password: …`.
  { pattern: /(?<before>(?<![\w.%-])-{0,2}(?<name>[\w.-]+)=["']?)(?<value>[^\s&;,"'<>\\]+)/g, isSecret: isNamed },
  {
    pattern: /(?<before>(?<![\w.%-])(?<name>[\w.-]+)["']?:\s+["']?)(?<value>[^\s;,"'<>\\]+)/g,
    isSecret: (parts) => isNamed(parts) && looksRandom(parts['value'] ?? ''),
  },
  // Tokens that show what they are: JSON Web Tokens, and those of well-known services.
  { pattern: /(?<before>\b)(?<value>eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g, isSecret: always },
  {
    pattern:
      /(?<before>\b)(?<value>(?:sk|pk|rk)[-_](?:[\w]+[-_])?[A-Za-z0-9]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abeoprs]-[\w-]{10,}|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,}|glpat-[\w-]{16,}|npm_\w{30,})/g,
    isSecret: always,
  },
]

/** Most texts are words, and need no second look. */
const MAY_HOLD_SECRETS = /[=:"]|bearer|basic|dpop|\w{16}/i

function redactPlain(line: string, mark: Mark): string {
  if (!MAY_HOLD_SECRETS.test(line)) return line
  return PLACES.reduce(
    (text, { pattern, isSecret }) =>
      text.replace(pattern, (whole: string, ...rest: unknown[]) => {
        const parts = rest.at(-1) as Record<string, string | undefined> // the groups, as each pattern has some
        const { before = '', value = '' } = parts
        return value === '' || isMark(value) || !isSecret(parts) ? whole : before + mark(decoded(value))
      }),
    redactFields(line, mark),
  )
}

/** The beginning of a field of JSON, or of JSON in strings: each quote has as many backslashes as it is deep. */
const FIELD = /(?<!\\)(\\*)"([\w.-]+)\1"\s*:\s*\1"/g

/** Fields in what is only a part of JSON. */
function redactFields(line: string, mark: Mark): string {
  let redacted = ''
  let at = 0
  for (const match of line.matchAll(FIELD)) {
    const [before, slashes = '', name = ''] = match
    const from = match.index + before.length
    if (from < at || !isSecretName(name)) continue
    const length = line.slice(from).search(new RegExp(String.raw`(?<!\\)\\{${slashes.length}}"|$`))
    const value = line.slice(from, from + length)
    redacted += line.slice(at, from) + (value === '' || isMark(value) ? value : mark(unescaped(value, slashes.length)))
    at = from + length
  }
  return redacted + line.slice(at)
}

/** A value whose quotes have so many backslashes: none in JSON, 1 in a string of it, 3 in a string of that. */
function unescaped(value: string, slashes: number): string {
  try {
    let text = value
    for (let level = slashes; ; level = (level - 1) / 2) {
      text = String(JSON.parse(`"${text}"`))
      if (level < 1) return text
    }
  } catch {
    return value
  }
}

/** The value of a form's field or a query's parameter; what is not encoded as one is itself. */
function decoded(raw: string): string {
  if (!raw.includes('%')) return raw
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '))
  } catch {
    return raw
  }
}

const SECRET_OPTION = /(key|token|secret|passw(or)?d|credential|auth)/i

/** A command line without the values of options that sound like credentials: `--api-key=…`, `--token …`. */
export function redactArguments(command: readonly string[], mark: Mark = () => '[redacted]'): string[] {
  return command.map((argument, n) => {
    const [name = '', value] = argument.split(/=(.*)/s)
    if (value !== undefined && SECRET_OPTION.test(name)) return `${name}=${isMark(value) ? value : mark(value)}`
    const option = command[n - 1] ?? ''
    const isValue = n > 0 && option.startsWith('-') && !option.includes('=') && !argument.startsWith('-')
    return isValue && SECRET_OPTION.test(option) && !isMark(argument) ? mark(argument) : argument
  })
}
