/**
 * Where each full map has its oldest key. A walk over a map that begins anew passes all keys that were deleted before it, so that
 * forgetting one would cost more the more were forgotten; one that goes on does not.
 */
const walks = new WeakMap<object, Iterator<unknown>>()

/** Sets a key as the latest of a map that holds at most so many; the one that was set longest ago makes room for it. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= most) return
  const known = walks.get(map) as Iterator<K> | undefined // of this map's keys
  const walk = known ?? map.keys()
  if (!known) walks.set(map, walk)
  // All that it has passed is gone, and the latest is still before it: it never comes to its end.
  map.delete(walk.next().value as K)
}
