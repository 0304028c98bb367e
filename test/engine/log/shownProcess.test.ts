import { expect, test } from 'vitest'
import type { ShownProcess } from '../../../src/core/shown.ts'
import type { WireEvent } from '../../../src/core/wire.ts'
import { Details } from '../../../src/engine/log/details.ts'
import { createProcessObserver } from '../../../src/engine/log/observeProcess.ts'
import { Reader } from '../../../src/engine/log/reader.ts'
import { RECORD } from '../../../src/engine/log/records.ts'
import { isOfProcess } from '../../../src/engine/log/shownProcess.ts'
import { okOf } from '../../interop/tapped.ts'
import { append, AT, newDatabase, ping, pong, recordOf, type Told } from './scenes.ts'

const [STDIN, STDOUT, STDERR] = [0, 1, 2]
const spawned = (more: object = {}): Told => [
  RECORD.spawn,
  0,
  JSON.stringify({ command: ['node', 'my server.js'], pid: 7, failure: null, ...more }),
]
const exited = (facts: object): Told => [
  RECORD.exit,
  0,
  JSON.stringify({ code: null, signal: null, sent: null, ...facts }),
]
const BATCH = `[${ping(2)}, ${ping(3)}]`

const TALK: Told[] = [
  spawned(), // frame 1
  [RECORD.stdio, STDIN, `${ping(1)}\r\n`], // 2
  [RECORD.stdio, STDERR, 'warming up\n'], // 3
  [RECORD.stdio, STDOUT, `${pong(1)}\n`], // 4
  [RECORD.stdio, STDIN, `${BATCH}\n`], // 5, 6
  [RECORD.gap, 3, '', 99], // 7
  [RECORD.stdioEnd, STDIN, ''], // 8
  [RECORD.stdioEnd, STDOUT, ''], // 9
  exited({ code: 7 }), // 10
]

async function wrapped(told: readonly Told[], { keepBytes = 1_000_000, ended = true } = {}) {
  const { db, writer } = await newDatabase()
  const events: WireEvent[] = []
  const observer = createProcessObserver({ emit: (event) => events.push(event), keepBytes })
  for (const one of told) observer.observe(recordOf(one))
  if (ended) observer.finish(AT)
  const capture = { name: 'node', target: 'node my server.js', transport: 'stdio', tapUrl: null, at: AT }
  const captureId = writer.begin(capture)
  append(writer, captureId, events)
  if (ended) writer.end(captureId, AT)
  const details = new Details(db, new Reader(db))
  const bytes = (frame: number, whole = false) => details.bytes({ captureId, frame, whole })
  return {
    captureId,
    details,
    bytes,
    text: (frame: number, whole?: boolean) => Buffer.from(okOf(bytes(frame, whole)).base64, 'base64').toString(),
    show: (frame: number): ShownProcess => {
      const shown = okOf(details.show({ captureId, frame }))
      if (shown.kind !== 'process') throw new Error('this is an exchange')
      return shown
    },
  }
}

test('each frame of a process shows what was said around it, in the order of the wire', async () => {
  const { show, captureId } = await wrapped(TALK)
  const shown = show(2)
  expect(shown).toMatchObject({
    captureId,
    asked: { frame: 2, what: 'stdin' },
    process: {
      command: ['node', 'my server.js'],
      failure: null,
      isCaptured: false,
      exit: { frame: 10, code: 7, signal: null, sent: null, afterStdin: true },
    },
    session: { key: `${captureId}-1`, transport: 'stdio', end: { kind: 'process-exit', frame: 10 } },
  })
  expect(shown.events.map(({ frame, what, text }) => [frame, what, text])).toEqual([
    [1, 'spawn', "node 'my server.js' started"],
    [2, 'stdin', ping(1)],
    [3, 'stderr', 'warming up'],
    [4, 'stdout', pong(1)],
    [5, 'stdin', BATCH],
    [7, 'gap', 'capture could not keep up: 3 copies, 99 bytes, are missing'],
    [8, 'closed', 'its client closed stdin'],
    [9, 'closed', 'it closed stdout'],
    [10, 'exit', 'ended with exit code 7, after its client had closed stdin'],
  ])
  expect(shown.messages).toMatchObject([
    { frame: 2, method: 'ping', answeredBy: 4 },
    { frame: 4, answers: 2 },
    { frame: 5 },
    { frame: 6 },
  ])
  const whats = [1, 3, 4, 5, 6, 8, 10].map((frame) => [frame, show(frame).asked.what])
  const byFrame = { 1: 'spawn', 3: 'stderr', 4: 'stdout', 5: 'stdin', 6: 'stdin', 8: 'closed', 10: 'exit' }
  expect(Object.fromEntries(whats)).toEqual(byFrame)
})

test('the bytes of a line are the line, of a later message of a batch its own', async () => {
  const { text, bytes } = await wrapped(TALK)
  expect(text(2)).toBe(`${ping(1)}\r\n`)
  expect(text(3)).toBe('warming up\n')
  expect([text(5), text(6), text(6, true)]).toEqual([`${BATCH}\n`, ping(3), `${BATCH}\n`])
  for (const [frame, kind] of [[1, 'spawn'] as const, [8, 'closed'] as const, [10, 'exit'] as const]) {
    const message = `Frame ${frame} of capture 1 is the ${kind} of a process, which has no bytes.`
    expect(bytes(frame)).toMatchObject({ failed: { kind: 'not-found', message } })
  }
  // A gap and the end of the capture are of no process, and nothing follows.
  for (const frame of [7, 11, 12]) expect(bytes(frame)).toMatchObject({ failed: { kind: 'not-found' } })
})

test('of a long talk four hundred events around the asked one are shown, and how it began and ended', async () => {
  const lines = Array.from({ length: 1000 }, (_none, n): Told => [RECORD.stdio, STDERR, `line ${n}\n`])
  const { show } = await wrapped([spawned(), ...lines, exited({ signal: 'SIGTERM', sent: 'SIGTERM' })])
  const { events, process } = show(502)
  expect([events.length, events[200]?.text, events[0]?.text]).toEqual([400, 'line 500', 'line 300'])
  expect(process).toMatchObject({ command: ['node', 'my server.js'], exit: { sent: 'SIGTERM', afterStdin: false } })
  expect(show(1002).events.at(-1)).toMatchObject({ what: 'exit', text: 'ended by SIGTERM, which its client sent' })
})

test('a long line is shown in full only if it was asked for, one kept in part as such', async () => {
  const long = `"${'é'.repeat(5000)}"`
  const told: Told[] = [spawned(), [RECORD.stdio, STDOUT, Buffer.from(`${long}\n`)], [RECORD.stdio, STDERR, 'x\n']]
  const { show } = await wrapped(told)
  expect(show(2).events[1]).toMatchObject({ text: long, shortened: false, size: 10_003, kept: 10_003 })
  const [, aside] = show(3).events
  // 2 kB less a quote: the last character was cut in two.
  expect(aside).toMatchObject({ text: `"${'é'.repeat(1023)}`, shortened: true })
  const cut = await wrapped(told, { keepBytes: 100 })
  expect(cut.show(2).events[1]).toMatchObject({ size: 10_003, kept: 100, shortened: false })
})

test('a process that runs, and one that could not be started', async () => {
  const running = await wrapped([spawned()], { ended: false })
  expect(running.show(1).process).toMatchObject({ isCaptured: true, exit: null, failure: null })
  const failed = await wrapped([spawned({ pid: null, failure: 'spawn node ENOENT' })])
  expect(failed.show(1)).toMatchObject({
    process: { failure: 'spawn node ENOENT', exit: null, isCaptured: false },
    events: [{ what: 'spawn', text: "node 'my server.js' could not be started: spawn node ENOENT" }],
    session: null,
  })
})

test('what its client closes after the process has closed its output has ended nothing', async () => {
  const [closeIn, closeOut]: Told[] = [
    [RECORD.stdioEnd, STDIN, ''],
    [RECORD.stdioEnd, STDOUT, ''],
  ]
  const { show } = await wrapped([spawned(), closeOut!, closeIn!, exited({ code: 0 })])
  expect(show(1).process.exit).toMatchObject({ afterStdin: false })
})

test('only events of a process lead to it', () => {
  expect((['spawn', 'line', 'closed', 'exit'] as const).every((kind) => isOfProcess({ kind }))).toBe(true)
  expect((['gap', 'stop', 'request', 'sse'] as const).some((kind) => isOfProcess({ kind }))).toBe(false)
})
