import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startTap, type Load } from './children.ts'
import type { Scenario } from './scenarios.ts'

const MARKS = [10_000, 100_000] as const
const SCENARIO: Scenario = {
  name: 'memory',
  connections: 16,
  tool: 'echo',
  size: 1024,
  events: 0,
  gapMs: 0,
  compare: 'requests',
}

/** Resident memory of a tap that was just started, and after each number of requests of 1 kB; megabytes. */
export async function measureMemory(load: Load, target: string, marks: readonly number[] = MARKS): Promise<number[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tapscope-bench-'))
  const tap = await startTap(target, folder)
  await tap.settle()
  const megabytes = [tap.residentMb()]
  let sent = 0
  for (const mark of marks) {
    while (sent < mark) sent += (await load.burst(tap.url, SCENARIO, 200)).requests
    await tap.settle()
    megabytes.push(tap.residentMb())
  }
  await load.close(tap.url)
  await tap.stop()
  await rm(folder, { recursive: true, force: true })
  return megabytes
}
