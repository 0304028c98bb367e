// Re-indenting must not change a value: a number that is too long for JavaScript, a duplicate key or an escape is what
// one looks for in a capture. So the text is moved about as it is, and never parsed.

const deepest = 60
const longestInline = 100

/** Whether a text looks like JSON: an object or an array. */
export function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text.slice(0, 1000))
}

/** JSON text on indented lines; every value, also an invalid one, keeps its characters. Cut-off text is fine. */
export function prettyJson(text: string): string {
  const out: string[] = []
  let depth = 0
  let at = 0
  const line = () => out.push('\n', '  '.repeat(Math.min(depth, deepest)))
  while (at < text.length) {
    const character = text[at] ?? ''
    const inline = character === '{' || character === '[' ? inlineEnd(text, at) : 0
    if (inline > 0) {
      out.push(text.slice(at, inline))
      at = inline
      continue
    }
    const end = tokenEnd(text, at)
    const token = text.slice(at, end)
    at = end
    if (token === '{' || token === '[') {
      out.push(token)
      depth++
      line()
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1)
      line()
      out.push(token)
    } else if (token === ',') {
      out.push(token)
      line()
    } else if (token === ':') out.push(': ')
    else if (token.trim() !== '') out.push(token)
  }
  return out.join('')
}

/** Where an object or array ends that has nothing in it; 0 for any other. */
function inlineEnd(text: string, start: number): number {
  const close = text[start] === '{' ? '}' : ']'
  let at = start + 1
  while (at < text.length && at - start < longestInline && isBlank(text.charCodeAt(at))) at++
  return text[at] === close ? at + 1 : 0
}

function tokenEnd(text: string, start: number): number {
  const first = text.charCodeAt(start)
  if (first === quote) return stringEnd(text, start)
  if (isMark(first)) return start + 1
  let at = start + 1
  const blank = isBlank(first)
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === quote || isMark(code) || isBlank(code) !== blank) break
    at++
  }
  return at
}

/** Behind the closing quote, or the end of the text. Looks for quotes by `indexOf`, as a string may be megabytes long. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = at
    while (text.charCodeAt(slashes - 1) === backslash) slashes--
    if ((at - slashes) % 2 === 0) return at + 1
  }
  return text.length
}

const quote = 0x22
const backslash = 0x5c

function isMark(code: number): boolean {
  return code === 0x7b || code === 0x7d || code === 0x5b || code === 0x5d || code === 0x2c || code === 0x3a
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
}
