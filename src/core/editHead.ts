// Changes to a request's head as text (Latin-1, its blank line included). Nothing is parsed and written anew: order,
// spelling and duplicates of all that is not changed stay as the client sent them.

/** A header with its folded lines: what comes before the value, the value, the line's end. */
const lineOf = (name: string): RegExp =>
  new RegExp(`^(${escaped(name)}[ \\t]*:[ \\t]*)([^\\r\\n]*(?:\\r\\n[ \\t][^\\r\\n]*)*)(\\r\\n)`, 'gim')

const escaped = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Gives a header one value: the first of that name keeps place and spelling, further ones go; a new one comes last. */
export function withHeader(head: string, name: string, text: string): string {
  // Values come from servers as well, and none of them may begin a line of its own.
  const value = text.replaceAll(/[\r\n]+/g, ' ')
  let found = false
  const changed = head.replace(lineOf(name), (_line, before: string, _value: string, end: string) => {
    if (found) return ''
    found = true
    return before + value + end
  })
  return found ? changed : head.replace(/\r\n$/, () => `${name}: ${value}\r\n\r\n`)
}

/** Takes out every header of a name. */
export const withoutHeader = (head: string, name: string): string => head.replace(lineOf(name), '')

/** The first value of a header; undefined if there is none. */
export const headerIn = (head: string, name: string): string | undefined => lineOf(name).exec(head)?.[2]?.trim()

/** Replaces the request target, in which blanks and line ends are encoded. */
export const withTarget = (head: string, target: string): string =>
  head.replace(/^(\S+ +)\S+/, (_line, method: string) => method + target.replaceAll(/\s/g, '%20'))

/** Replaces the method. */
export const withMethod = (head: string, method: string): string => head.replace(/^\S+/, method)

/** The method and the target of a head. */
export function requestOf(head: string): { method: string; target: string } {
  const [, method = '', target = ''] = /^(\S+) +(\S+)/.exec(head) ?? []
  return { method, target }
}
