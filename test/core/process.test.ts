import { expect, test } from 'vitest'
import { createFold, step } from '../../src/core/fold.ts'
import { readMessages } from '../../src/core/jsonrpc.ts'
import { framesOf, type StdioStream, type WireEvent } from '../../src/core/wire.ts'

/** Folds the life of a process, told as lines: `> …` to stdin, `< …` from stdout, `! …` to stderr, or an event. */
function life(...story: (string | object)[]) {
  const fold = createFold({ captureId: 1, origin: '', path: '' })
  let frame = 1
  for (const told of [{ kind: 'spawn', command: ['server'], pid: 7, failure: null }, ...story]) {
    const event = typeof told === 'string' ? line(told) : { messages: undefined, ...told }
    step(fold, { exchange: null, ...event, frame, at: frame * 1000 } as WireEvent) // put together here, kind by kind
    frame += framesOf(event.messages)
  }
  return { session: [...fold.changed.sessions][0], messages: [...fold.changed.messages], count: fold.counts }
}

function line(told: string) {
  const stream: StdioStream = told[0] === '>' ? 'stdin' : told[0] === '<' ? 'stdout' : 'stderr'
  const text = told.slice(2)
  const bytes = new TextEncoder().encode(text)
  return { kind: 'line', stream, bytes, size: bytes.length, text, messages: readMessages(text) }
}

const initialize = '> {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"clientInfo":{"name":"c","version":"2"}}}'
const initialized =
  '< {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","serverInfo":{"name":"s","version":"3"}}}'
const exit = { kind: 'exit', code: 0, signal: null, sent: null }

test('a process is a session, from its start to its exit', () => {
  const { session } = life(initialize, initialized, exit)
  expect(session).toMatchObject({
    transport: 'stdio',
    era: 'legacy',
    sessionId: null,
    protocolVersion: '2025-06-18',
    client: 'c 2',
    server: 's 3',
    issuedBy: 1,
    end: { kind: 'process-exit', frame: 4, confidence: 'seen' },
  })
})

test('answers find their requests in both directions, by typed id', () => {
  const { messages } = life(
    initialize,
    initialized,
    '> {"jsonrpc":"2.0","id":"1","method":"tools/list"}',
    '< {"jsonrpc":"2.0","id":"1","method":"roots/list"}',
    '> {"jsonrpc":"2.0","id":"1","result":{"roots":[]}}',
    '< {"jsonrpc":"2.0","id":"1","result":{"tools":[]}}',
  )
  const answers = messages.map(({ frame, answeredBy, answers: of }) => [frame, answeredBy, of])
  expect(answers).toEqual(
    expect.arrayContaining([
      [2, 3, null],
      [4, 7, null],
      [5, 6, null],
      [6, null, 5],
      [7, null, 4],
    ]),
  )
})

test('a modern client is known by its _meta; a mere probe decides nothing', () => {
  const meta = '"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}'
  const probe = `> {"jsonrpc":"2.0","id":0,"method":"server/discover","params":{${meta}}}`
  expect(life(probe, initialize, initialized).session).toMatchObject({ era: 'legacy', protocolVersion: '2025-06-18' })
  const call = `> {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{${meta}}}`
  expect(life(probe, call).session).toMatchObject({ era: 'modern', protocolVersion: '2026-07-28' })
})

const discovered = (version: string) => `< {"jsonrpc":"2.0","id":0,"result":{"supportedVersions":["${version}"]}}`

test('what a server speaks shows in its answers; on a listen stream each message names the listen request', () => {
  const meta = '"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}'
  const probe = `> {"jsonrpc":"2.0","id":0,"method":"server/discover","params":{${meta}}}`
  expect(life(probe).count.era).toBeNull()
  expect(life(probe, discovered('2025-06-18')).count.era).toBe('legacy')
  expect(life(probe, discovered('2026-07-28')).count.era).toBe('modern')
  expect(life(probe, discovered('2026-07-28'), initialize, initialized).count.era).toBe('dual')
  expect(life(probe, discovered('2026-07-28')).session).toMatchObject({ era: 'modern', protocolVersion: null })
  expect(life(probe, discovered('2026-07-28'), initialize, initialized).session).toMatchObject({ era: 'legacy' })
  const listen = `> {"jsonrpc":"2.0","id":9,"method":"subscriptions/listen","params":{${meta}}}`
  const subscription = '"_meta":{"io.modelcontextprotocol/subscriptionId":9}'
  const changed = `< {"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{${subscription}}}`
  expect(life(listen, changed, changed).messages.map(({ relatesTo }) => relatesTo)).toEqual([null, 2, 2])
})

test('a command that could not be started is no session', () => {
  const fold = createFold({ captureId: 1, origin: '', path: '' })
  const failure = 'spawn nothing ENOENT'
  step(fold, { kind: 'spawn', exchange: null, command: ['nothing'], pid: null, failure, frame: 1, at: 1 })
  step(fold, { kind: 'stop', exchange: null, frame: 2, at: 2 })
  expect(fold.counts.sessions).toBe(0)
})

test('what a server writes to stderr is no message, whatever it looks like', () => {
  expect(life('! {"jsonrpc":"2.0","method":"notifications/message"}').count.messages).toBe(0)
})
