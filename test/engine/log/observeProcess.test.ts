import { expect, test } from 'vitest'
import type { WireEvent } from '../../../src/core/wire.ts'
import { createProcessObserver, readLine } from '../../../src/engine/log/observeProcess.ts'
import { RECORD, type RecordKind } from '../../../src/engine/log/records.ts'
import { storedAndRead } from './scenes.ts'

function observed(records: [RecordKind, number, string, extra?: number][], keepBytes = 1000): WireEvent[] {
  const events: WireEvent[] = []
  const observer = createProcessObserver({ emit: (event) => events.push(event), keepBytes })
  for (const [kind, number, text, extra = 0] of records)
    observer.observe({ kind, number, at: 5, extra, bytes: Buffer.from(text) })
  observer.finish(9)
  return events
}

const spawned: [RecordKind, number, string] = [RECORD.spawn, 0, '{"command":["s"],"pid":1,"failure":null}']
const call = '{"jsonrpc":"2.0","id":1,"method":"ping"}\n'

test('a line is an event, however it was cut, and the last one needs no line end', () => {
  const events = observed([
    spawned,
    [RECORD.stdio, 0, call.slice(0, 9)],
    [RECORD.stdio, 2, 'warming '],
    [RECORD.stdio, 0, call.slice(9) + call],
    [RECORD.stdio, 2, 'up'],
    [RECORD.exit, 0, '{"code":0,"signal":null,"sent":"SIGTERM"}'],
  ])
  const lines = events.flatMap((event) => (event.kind === 'line' ? [[event.frame, event.stream, event.text]] : []))
  expect(lines).toEqual([
    [2, 'stdin', call],
    [3, 'stdin', call],
    [4, 'stderr', 'warming up'],
  ])
  expect(events.at(-2)).toMatchObject({ kind: 'exit', sent: 'SIGTERM' })
})

test('a batch takes a frame for each of its messages', () => {
  const batch = `[${call.trim()},${call.trim()}]\n`
  const frames = observed([[RECORD.stdio, 0, batch + call]]).map(({ frame }) => frame)
  expect(frames).toEqual([1, 3, 4])
})

test('what is no message on stdout is an invalid one; blank lines are nothing', () => {
  expect(readLine(Buffer.from('Server ready\n'), 'stdout').messages).toMatchObject([{ kind: 'invalid' }])
  expect(readLine(Buffer.from('{"level":"info"}\n'), 'stdout').messages).toMatchObject([{ kind: 'invalid' }])
  expect(readLine(Buffer.from('\r\n'), 'stdout').messages).toBeUndefined()
  expect(readLine(Buffer.from('Server ready\n'), 'stderr').messages).toBeUndefined()
})

test('a line that bytes are missing from, or that was not kept whole, is no message', () => {
  const [hole] = observed([
    [RECORD.stdio, 1, '{"jsonrpc"'],
    [RECORD.stdioSkip, 1, '', 90],
    [RECORD.stdio, 1, `}\n${call}`],
  ])
  expect(hole).toMatchObject({ text: '{"jsonrpc"', size: 102, messages: undefined })
  const lines = observed([[RECORD.stdio, 1, `${'x'.repeat(2000)}\n${call}`]])
  expect(lines[0]).toMatchObject({ size: 2001, messages: undefined })
  expect(lines[1]).toMatchObject({ messages: [{ kind: 'request' }] })
})

test('events of a process come back from the database as they went in', () => {
  const long = `${'x'.repeat(50)}\n`
  const events = observed([spawned, [RECORD.stdio, 1, call + long], [RECORD.stdioEnd, 1, '']], 45)
  expect(storedAndRead(events)).toEqual(events)
  expect(events[2]).toMatchObject({ size: 51, bytes: Buffer.from('x'.repeat(45)) })
})
