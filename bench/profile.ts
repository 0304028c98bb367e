import { type Profiler, Session } from 'node:inspector/promises'

const SAMPLES_EVERY_US = 100

/** What share of the time of `whole` goes into `part`, functions by their names, while `run` runs. Sampled: what else the machine does hits both alike. */
export async function shareOf(part: string, whole: string, run: () => void): Promise<number> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLES_EVERY_US })
  await session.post('Profiler.start')
  run()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return samplesIn(profile, part) / samplesIn(profile, whole)
}

/** Samples below a function of this name. */
function samplesIn({ nodes }: Profiler.Profile, name: string): number {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const below = (node: Profiler.ProfileNode): number =>
    (node.hitCount ?? 0) +
    (node.children ?? []).reduce((sum, id) => {
      const child = byId.get(id)
      return child ? sum + below(child) : sum
    }, 0)
  return nodes.filter(({ callFrame }) => callFrame.functionName === name).reduce((sum, node) => sum + below(node), 0)
}
