import { createFold, step } from '../src/core/fold.ts'
import type { CaptureFacts } from '../src/core/exchange.ts'
import type { WireEvent } from '../src/core/wire.ts'
import { median, spread, type Spread } from './figures.ts'
import { shareOf } from './profile.ts'
import { readTraffic, type Traffic } from './traffic.ts'

/** What the fold takes for events that are decoded, with nothing written. */
export interface FoldFigures {
  /** Events a second, rules included. */
  events: Spread
  /** What of its time goes into asking rules. */
  rules: Spread
  /** What an event takes at the end of a capture of `length` events, relative to one at its beginning. */
  late: number
  length: number
}

/** Events of which the time is taken together, and how many are handed over before the rows that changed are taken. */
const PIECE = 10_000
const BATCH = 1000
/** Rounds that do not count. */
const WARM_UP = 10
/** What part of a long capture is compared at each end. */
const END = 0.2

/** Folds one piece `rounds` times, and as often while it is watched where the time goes; then a capture of `length` events. */
export async function measureFold(rounds: number, length: number): Promise<FoldFigures> {
  const traffic = await readTraffic()
  const first = [...eventsOf(traffic, PIECE)].flat()
  const piece = () => secondsOf(traffic.capture, [first])[0] ?? Number.NaN
  const seconds = Array.from({ length: rounds + WARM_UP }, piece).slice(WARM_UP)
  const shares: number[] = []
  for (let n = 0; n < rounds; n++) shares.push(await shareOf('askAll', 'step', piece))
  const long = secondsOf(traffic.capture, eventsOf(traffic, length))
  const end = Math.ceil(long.length * END)
  return {
    events: spread(seconds.map((used) => PIECE / used)),
    rules: spread(shares),
    late: median(long.slice(-end)) / median(long.slice(0, end)),
    length,
  }
}

/** The first events of the traffic, piece after piece. */
function* eventsOf(traffic: Traffic, length: number): Generator<WireEvent[]> {
  let waiting: WireEvent[] = []
  for (let n = 0, round = 0; n < length; n += PIECE) {
    while (waiting.length < PIECE) waiting.push(...traffic.round(round++))
    yield waiting.slice(0, PIECE)
    waiting = waiting.slice(PIECE)
  }
}

/** Processor time in seconds for each piece of a capture. What makes the events and takes the rows is not counted. */
function secondsOf(capture: CaptureFacts, pieces: Iterable<readonly WireEvent[]>): number[] {
  const fold = createFold(capture)
  const seconds: number[] = []
  for (const piece of pieces) {
    let used = 0
    for (let from = 0; from < piece.length; from += BATCH) {
      const batch = piece.slice(from, from + BATCH)
      const begin = process.threadCpuUsage()
      for (const event of batch) step(fold, event)
      const { user, system } = process.threadCpuUsage(begin)
      used += (user + system) / 1_000_000
      for (const rows of Object.values(fold.changed)) rows.clear()
    }
    seconds.push(used)
  }
  return seconds
}
