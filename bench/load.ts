// The load, in a process of its own: told over IPC what to send, answers with what came of it.
import { openConnection, type Connection } from './connection.ts'
import { median } from './figures.ts'
import type { BurstResult, LoadAnswer, LoadJob, Scenario, Sent } from './scenarios.ts'

interface Pool {
  connections: Connection[]
  messages: number
}
const pools = new Map<string, Pool>()
let lastId = 0

/** `initialize`, its answer and `notifications/initialized`. */
const HANDSHAKE_MESSAGES = 3

const nowUs = () => Number(process.hrtime.bigint()) / 1000

async function openPool(url: string, size: number): Promise<Pool> {
  const pool = pools.get(url) ?? { connections: [], messages: 0 }
  pools.set(url, pool)
  while (pool.connections.length < size) {
    pool.connections.push(await openConnection(url))
    pool.messages += HANDSHAKE_MESSAGES
  }
  return pool
}

interface Call {
  us: number
  delays: number[]
  /** Why the answer is not the right one. */
  wrong?: string
}

async function call(connection: Connection, { tool, size, events, gapMs }: Scenario): Promise<Call> {
  const id = ++lastId
  const delays: number[] = []
  let unfinished = ''
  let answered = false
  const onText = (text: string) => {
    const time = nowUs()
    const blocks = (unfinished + text).split('\n\n')
    unfinished = blocks.pop() ?? ''
    for (const block of blocks) {
      const stamp = /"stamp":(\d+)/.exec(block)?.[1]
      if (stamp !== undefined) delays.push(time - Number(stamp) / 1000)
      else if (block.includes(`"id":${id},`)) answered = true
    }
  }
  const start = nowUs()
  const params = JSON.stringify({ name: tool, arguments: { size, events, gapMs }, _meta: { progressToken: id } })
  const answer = await connection.post(`{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":${params}}`, onText)
  const us = nowUs() - start
  const right =
    answer.status === 200 &&
    (tool === 'echo'
      ? answer.bytes > size && answer.start.includes(`"id":${id},`)
      : answered && delays.length === events)
  const found = `${answer.status}, ${answer.bytes} bytes, ${delays.length} events: ${answer.start}`
  return right ? { us, delays } : { us, delays, wrong: found }
}

async function burst(url: string, scenario: Scenario, ms: number): Promise<BurstResult> {
  const pool = await openPool(url, scenario.connections)
  const calls: Call[] = []
  const start = nowUs()
  const end = start + ms * 1000
  const drive = async (connection: Connection) => {
    while (nowUs() < end) calls.push(await call(connection, scenario))
  }
  await Promise.all(pool.connections.slice(0, scenario.connections).map(drive))
  const seconds = (nowUs() - start) / 1e6
  const delays = calls.flatMap((made) => made.delays)
  const wrong = calls.flatMap((made) => made.wrong ?? [])
  pool.messages += 2 * calls.length + delays.length
  return {
    requests: calls.length,
    requestsPerSecond: calls.length / seconds,
    eventsPerSecond: delays.length / seconds,
    p50: median(calls.map(({ us }) => us)),
    eventDelay: median(delays),
    wrong: wrong.length,
    lastWrong: wrong.at(-1) ?? '',
  }
}

function close(url: string): Sent {
  const { connections, messages } = pools.get(url) ?? { connections: [], messages: 0 }
  pools.delete(url)
  for (const connection of connections) connection.close()
  return { requests: connections.reduce((sum, connection) => sum + connection.sent(), 0), messages }
}

async function work(job: LoadJob): Promise<LoadAnswer> {
  if (job.kind === 'close') return { kind: 'closed', sent: close(job.url) }
  return { kind: 'burst', result: await burst(job.url, job.scenario, job.ms) }
}

process.on('message', (job: LoadJob) => void work(job).then((answer) => process.send?.(answer)))
process.on('disconnect', () => process.exit(0))
