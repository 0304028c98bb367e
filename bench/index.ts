// What a tap costs: direct against tapped in one run. See README.md.
//   node bench/index.ts [--quick]
// Exit code 0; 1 if an answer was wrong or an exchange was lost; 2 if it could not run.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startLoad, startServer, startTap, type Load, type Tap } from './children.ts'
import { spread, table, type Spread } from './figures.ts'
import { measureMemory } from './memory.ts'
import { measureFold } from './fold.ts'
import { SCENARIOS, type BurstResult, type Scenario, type Sent } from './scenarios.ts'
import { measureStored } from './stored.ts'
import { measureWriter } from './writer.ts'

interface Plan {
  rounds: number
  burstMs: number
  /** Events of the capture whose end is compared with its beginning. */
  foldLength: number
}
const FULL: Plan = { rounds: 9, burstMs: 400, foldLength: 1_000_000 }
const QUICK: Plan = { rounds: 3, burstMs: 200, foldLength: 200_000 }

interface Round {
  direct: BurstResult
  tapped: BurstResult
  /** Processor time of the tap for each request, what it put off included. */
  tapUs: number
}

/** After a burst of each that does not count, they alternate, and each round begins with the other one: drift hits both alike. */
async function measure(load: Load, direct: string, tap: Tap, scenario: Scenario, plan: Plan): Promise<Round[]> {
  for (const url of [direct, tap.url]) await load.burst(url, scenario, plan.burstMs)
  await tap.settle()
  const rounds: Round[] = []
  const tappedBurst = async () => {
    const before = tap.usedUs()
    const result = await load.burst(tap.url, scenario, plan.burstMs)
    await tap.settle()
    return { result, tapUs: (tap.usedUs() - before) / result.requests }
  }
  for (let round = 0; round < plan.rounds; round++) {
    const early = round % 2 === 0 ? await load.burst(direct, scenario, plan.burstMs) : undefined
    const { result, tapUs } = await tappedBurst()
    rounds.push({ direct: early ?? (await load.burst(direct, scenario, plan.burstMs)), tapped: result, tapUs })
  }
  return rounds
}

const COLUMNS = ['', 'direct', 'through the tap', 'ratio', 'p50 direct', 'added', 'CPU of the tap', 'copies dropped']

function row(scenario: Scenario, rounds: Round[]): string[] {
  const { compare } = scenario
  const rate = (result: BurstResult) => (compare === 'events' ? result.eventsPerSecond : result.requestsPerSecond)
  const time = (result: BurstResult) => (compare === 'requests' ? result.p50 : result.eventDelay)
  const of = (pick: (round: Round) => number) => spread(rounds.map(pick))
  const rates = [of(({ direct }) => rate(direct)), of(({ tapped }) => rate(tapped))].map(
    ({ median }) => `${whole(median)} ${compare === 'events' ? 'events/s' : '/s'}`,
  )
  const ratio = range(
    of(({ direct, tapped }) => rate(tapped) / rate(direct)),
    2,
    '',
  )
  const times = [
    `${whole(of(({ direct }) => time(direct)).median)} µs`,
    range(
      of(({ direct, tapped }) => time(tapped) - time(direct)),
      0,
      ' µs',
    ),
  ]
  const cpuUs = of(({ tapUs }) => tapUs).median / (scenario.events || 1)
  const cpu = `${whole(cpuUs)} µs/${scenario.events > 0 ? 'event' : 'request'}`
  // The rate of a paced stream is set by its server, the delay of a flood by its length: neither says anything.
  const [shownRates, shownTimes] = [
    compare === 'delay' ? ['', '', ''] : [...rates, ratio],
    compare === 'events' ? ['', ''] : times,
  ]
  return [scenario.name, ...shownRates, ...shownTimes, cpu]
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US')
const range = ({ low, median, high }: Spread, digits: number, unit: string) =>
  `${median.toFixed(digits)}${unit} [${low.toFixed(digits)}–${high.toFixed(digits)}]`

async function reportWriter(plan: Plan): Promise<void> {
  const rows = (await measureWriter(plan.rounds, plan.burstMs)).map(({ name, events, messages }) => [
    name,
    thousands(events),
    thousands(messages),
  ])
  console.log(`\n${table([['stored by the log', 'wire events/s', 'messages/s'], ...rows])}`)
}

async function reportStored(plan: Plan): Promise<void> {
  const { messages, rebuilt, bytes } = await measureStored(plan.rounds, plan.burstMs / 4)
  const rows = [
    ['messages of 1 kB', ''],
    ['stored, folded and indexed', `${thousands(messages)} messages/s`],
    ['rows made anew', `${thousands(rebuilt)} wire events/s`],
    ['on disk', `${thousands(bytes)} bytes/message`],
  ]
  console.log(`\n${table(rows)}`)
}

async function reportMemory(load: Load, direct: string): Promise<void> {
  const [idle = 0, some = 0, many = 0] = await measureMemory(load, direct)
  console.log(
    `\nMemory of a tap: ${whole(idle)} MB when it has started, ${whole(some)} MB after 10,000 requests of 1 kB, ` +
      `${whole(many)} MB after 100,000 (${(many / some).toFixed(2)} ×).`,
  )
}

async function reportFold({ rounds, foldLength }: Plan): Promise<void> {
  const { events, rules, late, length } = await measureFold(rounds, foldLength)
  const header = ['the fold', 'wire events/s', 'time in rules', `an event after ${whole(length)}, to the first`]
  const share = ({ low, median, high }: Spread) => `${whole(median * 100)} % [${whole(low * 100)}–${whole(high * 100)}]`
  console.log(`\n${table([header, ['real sessions', thousands(events), share(rules), late.toFixed(2)]])}`)
}

const thousands = ({ low, median, high }: Spread) => `${whole(median)} [${whole(low)}–${whole(high)}]`

/** What was sent against what was captured; true if nothing is missing but what the tap says it had to drop. */
async function reportLosses(tap: Tap, sent: Sent): Promise<boolean> {
  await tap.stop()
  const { exchanges, messages, dropped } = await tap.captured()
  const complete = exchanges === sent.requests && messages === sent.messages
  const verdict =
    dropped > 0 ? 'Capture could not keep up, and counts what it dropped' : complete ? 'Nothing was lost' : 'LOST'
  console.log(
    `\n${verdict}: ${whole(sent.requests)} requests and ${whole(sent.messages)} messages ` +
      `through the tap, ${whole(exchanges)} exchanges and ${whole(messages)} messages captured, ${dropped} copies dropped.`,
  )
  return complete || dropped > 0
}

async function run(plan: Plan, folder: string): Promise<boolean> {
  const load = startLoad()
  const direct = await startServer()
  const tap = await startTap(direct, folder)
  const rows = [COLUMNS]
  let wrong = 0
  let dropped = 0
  for (const scenario of SCENARIOS) {
    process.stderr.write(`${scenario.name} …\n`)
    const rounds = await measure(load, direct, tap, scenario, plan)
    const captured = await tap.captured()
    rows.push([...row(scenario, rounds), whole(captured.dropped - dropped)])
    dropped = captured.dropped
    for (const result of rounds.flatMap((round) => [round.direct, round.tapped])) {
      wrong += result.wrong
      if (result.wrong > 0) process.stderr.write(`${result.wrong} wrong answers, the last: ${result.lastWrong}\n`)
    }
  }
  console.log(table(rows))
  const complete = await reportLosses(tap, await load.close(tap.url))
  process.stderr.write('memory …\n')
  await reportMemory(load, direct)
  process.stderr.write('the log …\n')
  await reportWriter(plan)
  process.stderr.write('the fold …\n')
  await reportFold(plan)
  await reportStored(plan)
  await load.close(direct)
  return complete && wrong === 0
}

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const folder = await mkdtemp(path.join(tmpdir(), 'tapscope-bench-'))
try {
  process.exitCode = (await run(values.quick ? QUICK : FULL, folder)) ? 0 : 1
} catch (error) {
  console.error(`The benchmark could not run: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 2
} finally {
  await rm(folder, { recursive: true, force: true })
}
// The load and the server end with this process.
process.exit()
