// Servers that clients start, behind `tapscope wrap`: what comes out of a client is the same as without, and the rows tell it whole.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Call, comparable, firstSdk, inspector, type Life, mcporter, secondSdk } from './clients.ts'
import { allRows, expectSilence, expectWhole } from './healthy.ts'
import { prepareOthers } from './prepare.ts'
import { transcriptOf } from './transcript.ts'
import { wrapping } from './wrapped.ts'

const others = await prepareOthers()

interface Server {
  name: string
  command: (folder: string) => readonly string[]
  calls: readonly Call[]
  clients: readonly string[]
  /** What is found of it, and true. */
  earned?: readonly string[]
}

const own = (name: string) => () => [process.execPath, path.join(import.meta.dirname, '..', 'servers', name)]
const echo: Call = { name: 'echo', args: { text: 'naïve 🦊' } }
const hello: Call = { name: 'echo', args: { message: 'naïve 🦊' } }
const think: Call = {
  name: 'sequentialthinking',
  args: { thought: 'First', nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 },
}
const LEGACY = ['first SDK', 'second SDK legacy', 'second SDK auto']
const ALL = [...LEGACY, 'inspector legacy', 'inspector auto', 'mcporter']

const foreign: Server[] = others
  ? [
      {
        name: 'everything',
        command: () => others.command('mcp-server-everything', 'stdio'),
        calls: [hello],
        clients: ['first SDK', 'second SDK legacy', 'inspector legacy', 'mcporter'],
        earned: ['stdio-no-exit-on-eof'],
      },
      {
        name: 'filesystem',
        command: (folder) => others.command('mcp-server-filesystem', folder),
        // Which folders it may read is settled while the client goes on.
        calls: [],
        clients: LEGACY,
      },
      {
        name: 'memory',
        command: () => others.command('mcp-server-memory'),
        calls: [{ name: 'read_graph', args: {} }],
        clients: ['first SDK'],
      },
      {
        name: 'sequential thinking',
        command: () => others.command('mcp-server-sequential-thinking'),
        calls: [think],
        clients: ['first SDK'],
      },
    ]
  : []

const servers: Server[] = [
  { name: 'first SDK', command: own('stdio.ts'), calls: [echo], clients: ALL },
  { name: 'both eras', command: own('modernStdio.ts'), calls: [echo], clients: [...ALL, 'second SDK modern'] },
  ...foreign,
]

const clients: Record<string, Life> = {
  'first SDK': firstSdk,
  'second SDK legacy': secondSdk('legacy'),
  'second SDK auto': secondSdk('auto'),
  'second SDK modern': secondSdk('modern'),
  ...(others && {
    'inspector legacy': inspector(others, 'legacy'),
    'inspector auto': inspector(others, 'auto'),
    mcporter: mcporter(others),
  }),
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tapscope-stdio-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(servers)('$name', { timeout: 120_000 }, ({ command, calls, clients: used, earned }) => {
  test.concurrent.for(used.filter((client) => client in clients))('with %s', async (client, { expect }) => {
    const live = clients[client]!
    const started = command(folder)
    const env = { MEMORY_FILE_PATH: path.join(folder, `${client}.json`) }
    const wrapped = await wrapping(started)
    try {
      const direct = await live({ command: started, env }, calls)
      const through = await live({ command: wrapped.command, env: { ...env, ...wrapped.env } }, calls)
      expect(comparable(through)).toBe(comparable(direct))
      const captures = await wrapped.captures()
      for (const capture of captures) await expectSilence(capture, earned)
      // A process that was only asked for its era may be killed before anything of it is stored.
      const stayed = captures.at(-1)!
      await expectWhole(stayed)
      expect(await allRows(stayed, 'sessions')).toMatchObject([{ transport: 'stdio', end: { kind: 'process-exit' } }])
      expect(await transcriptOf(stayed)).toMatchSnapshot()
    } finally {
      await wrapped.close()
    }
  })
})
