import { expect, onTestFinished, test } from 'vitest'
import { MessageChannel } from 'node:worker_threads'
import { answerRequests, startThread, type Thread } from '../../../src/engine/log/thread.ts'

interface Told {
  echo(text: string): string
  fail(text: string): void
  hang(text: string): void
  die(text: string): void
  close(none: object): void
}

/** A thread that answers, fails, is silent or dies as it is asked to. */
const PROGRAM = `
import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ ask, method, input }) => {
  if (method === 'echo') parentPort.postMessage({ answer: ask, value: input })
  if (method === 'fail') parentPort.postMessage({ answer: ask, error: input })
  if (method === 'die') throw new Error(input)
  if (method === 'close') parentPort.postMessage({ answer: ask })
})`

function started(): { thread: Thread<Told>; ends: string[] } {
  const ends: string[] = []
  const url = new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`)
  const onEnd = (error: Error): unknown => ends.push(error.message)
  const thread = startThread<Told>(url, { role: 'read', dataFolder: '' }, { onEnd })
  onTestFinished(() => thread.close())
  return { thread, ends }
}

test('an answer finds the one who asked', async () => {
  const { thread } = started()
  const answers = Promise.all([
    thread.ask('echo', 'a'),
    thread.ask('fail', 'no').catch(String),
    thread.ask('echo', 'b'),
  ])
  expect(await answers).toEqual(['a', 'Error: no', 'b'])
})

test('a thread that dies tells everybody who waits, and all who come later', async () => {
  const { thread, ends } = started()
  const waiting = thread.ask('hang', '').catch(String)
  await expect(thread.ask('die', 'out of order')).rejects.toThrow('out of order')
  expect(await waiting).toBe('Error: out of order')
  await expect(thread.ask('echo', 'a')).rejects.toThrow('out of order')
  expect(thread.post({ slab: { captureId: 1, memory: new ArrayBuffer(8), used: 0 } }, [])).toBe(false)
  expect(ends).toEqual(['out of order'])
})

test('a thread that is closed ends once it has answered', async () => {
  const { thread, ends } = started()
  const last = thread.ask('echo', 'last')
  await thread.close()
  expect(await last).toBe('last')
  expect(ends).toEqual(['the thread of the log has ended'])
  await thread.close()
})

test('requests are answered by the method of their name; what it throws is an answer', async () => {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const slabs: number[] = []
  const requests = {
    twice: (n: number) => (slabs.length > 0 ? 2 * n : 'too early'),
    later: async () => 'later',
    fail: () => {
      throw new Error('no')
    },
  }
  const taken: number[] = []
  answerRequests(port2, requests, {
    take: ({ captureId }) => void taken.push(captureId),
    now: () => slabs.push(...taken.splice(0)),
  })
  const answers: unknown[] = []
  const all = new Promise<void>((resolve) => {
    port1.on('message', (answer) => {
      if (answers.push(answer) === 3) resolve()
    })
  })
  port1.postMessage({ slab: { captureId: 7, memory: new ArrayBuffer(8), used: 0 } })
  for (const [n, method] of ['twice', 'later', 'fail'].entries()) port1.postMessage({ ask: n, method, input: 4 })
  await all
  expect(answers).toEqual(
    expect.arrayContaining([
      { answer: 0, value: 8 },
      { answer: 1, value: 'later' },
      { answer: 2, error: 'no' },
    ]),
  )
  expect(slabs).toEqual([7])
})
