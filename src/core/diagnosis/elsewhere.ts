/** A known way to fail that is no rule of its own. */
export interface Elsewhere {
  id: string
  title: string
  /** The rule that tells it; null if a single tap cannot see it. */
  where: string | null
  why: string
}

/** Failures one may look for by name, and where they are told instead. */
export const elsewhere: readonly Elsewhere[] = [
  {
    id: 'implicit-session-state-lost',
    title: 'A server relied on sessions that the newer protocol does not have',
    where: 'stateless-state-loss',
    why:
      'What a tool no longer finds is told in the same way, whether the server has given up sessions or moved to a protocol without them. That it ' +
      'worked in the older era would be known from another capture.',
  },
]
