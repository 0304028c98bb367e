import type { Rewrite } from './metadata.ts'

/**
 * Maps the `resource` parameters (RFC 8707) of a query or a form, every other byte as it came; undefined if none changes.
 * `map` gets the decoded value.
 */
export function mapResource(
  parameters: string,
  map: (resource: string) => string | undefined,
): { parameters: string; rewrites: Rewrite[] } | undefined {
  if (!/(^|&)resource=/.test(parameters)) return undefined
  const rewrites: Rewrite[] = []
  const mapped = parameters.split('&').map((pair) => {
    if (!pair.startsWith('resource=')) return pair
    const original = decoded(pair.slice('resource='.length))
    const changed = original === undefined ? undefined : map(original)
    if (original === undefined || changed === undefined) return pair
    rewrites.push({ what: 'resource', original, changed })
    return `resource=${encodeURIComponent(changed)}`
  })
  return rewrites.length === 0 ? undefined : { parameters: mapped.join('&'), rewrites }
}

/** The value of a parameter; undefined if it is not encoded as one. */
export function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
