import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWrap } from '../../src/cli/wrap.ts'
import { dataFolder, run, start } from './command.ts'

let folder: Awaited<ReturnType<typeof dataFolder>>
beforeAll(async () => {
  folder = await dataFolder()
})
afterAll(() => folder.remove())

const node = (script: string): string[] => [process.execPath, '-e', script]

/** Answers each request of stdin on stdout, ends with stdin, and says good-bye on stderr. */
const SERVER = `
  let held = ''
  process.stdin.on('data', (bytes) => {
    const lines = (held + bytes).split('\\n')
    held = lines.pop()
    for (const line of lines) process.stdout.write('{ "jsonrpc":"2.0", "id":' + JSON.parse(line).id + ',"result":{}}\\n')
  })
  process.stdin.on('end', () => { process.stderr.write('good-bye'); process.exitCode = 7 })`

describe('tapscope wrap', () => {
  test("the command's streams and exit code are its own, and all of them are captured", async () => {
    const child = start(folder.data, 'wrap', '--name', 'mine', '--', ...node(SERVER))
    const out: string[] = []
    const err: string[] = []
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes.toString()))
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes.toString()))
    child.stdin.write('{"jsonrpc":"2.0","id":1,')
    child.stdin.write('"method":"ping"}\n')
    await expect.poll(() => out.join('')).toBe('{ "jsonrpc":"2.0", "id":1,"result":{}}\n')
    child.stdin.end()
    expect(await once(child, 'close')).toEqual([7, null])
    expect(err.join('')).toBe('good-bye')

    const captures = (await run(folder.data, 'captures', '--filter', 'name:mine', '--json')).lines()
    expect(captures).toMatchObject([{ transport: 'stdio', dropped: 0 }])
    expect(captures[0].stoppedAt).not.toBeNull()
    const messages = (await run(folder.data, 'messages', '--capture', String(captures[0].captureId), '--json')).lines()
    expect(messages).toMatchObject([
      { frame: 2, direction: 'to-server', kind: 'request', answeredBy: messages[1].frame },
      { direction: 'to-client', kind: 'result', answers: 2 },
    ])
  })

  test('a line that is not complete is passed on all the same', async () => {
    const child = start(
      folder.data,
      'wrap',
      '--',
      ...node("process.stdout.write('no line end'); setInterval(() => {}, 1000)"),
    )
    const [bytes] = await once(child.stdout, 'data')
    expect(String(bytes)).toBe('no line end')
    child.kill('SIGTERM')
    expect(await once(child, 'close')).toEqual([null, 'SIGTERM'])
  })

  test('a signal reaches the command, which decides what it means', async () => {
    const script =
      "process.on('SIGTERM', () => { console.log('tidy'); process.exit(5) }); console.log('up'); setInterval(() => {}, 1000)"
    const child = start(folder.data, 'wrap', '--', ...node(script))
    await once(child.stdout, 'data')
    const tidy = once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(String((await tidy)[0])).toBe('tidy\n')
    expect(await once(child, 'close')).toEqual([5, null])
  })

  test('megabytes pass whole in both directions', async () => {
    const child = start(folder.data, 'wrap', '--', ...node('process.stdin.pipe(process.stdout)'))
    const sent = Buffer.alloc(3_000_000, `${'x'.repeat(9999)}\n`)
    const got: Buffer[] = []
    child.stdout.on('data', (bytes: Buffer) => got.push(bytes))
    child.stdin.end(sent)
    await once(child, 'close')
    expect(Buffer.concat(got).equals(sent)).toBe(true)
  })

  test('a command that cannot be started: 127 and a line that names it', async () => {
    const { code, err } = await run(folder.data, 'wrap', '--', '/no/such/command')
    expect(code).toBe(127)
    expect(err.trim().split('\n')).toEqual([expect.stringContaining('cannot start /no/such/command')])
  })

  test('a database that cannot be written costs one line, and the command runs', async () => {
    const data = path.join(folder.data, 'broken')
    fs.mkdirSync(data)
    fs.writeFileSync(path.join(data, 'tapscope.db'), 'this is no database')
    const { code, out, err } = await run(data, 'wrap', '--', ...node("console.log('ran'); process.exitCode = 3"))
    expect([code, out]).toEqual([3, 'ran\n'])
    expect(err.trim().split('\n')).toEqual([expect.stringContaining('this run is not captured')])
  })

  test.skipIf(process.platform !== 'linux')('nor does a folder that can never be made', async () => {
    const { code, err } = await run('/proc/nowhere/data', 'wrap', '--', ...node('process.exitCode = 4'))
    expect(code).toBe(4)
    expect(err).toContain('this run is not captured')
  })

  test.each([
    [[], 'wrap needs a command'],
    [['--'], 'wrap needs a command'],
    [['--nmae', 'x', '--', 'true'], 'wrap does not know --nmae'],
    [['--name'], '--name needs a name'],
  ])('%j: exit 2 and a line that says what to write', async (args, message) => {
    const { code, err } = await run(folder.data, 'wrap', ...args)
    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  test('options behind the command are the command’s', () => {
    expect(readWrap(['--name=n', '--', 'npx', '-y', '--name', 'z'])).toEqual({
      name: 'n',
      command: ['npx', '-y', '--name', 'z'],
    })
    expect(readWrap(['/usr/bin/server', '--help'])).toEqual({ name: 'server', command: ['/usr/bin/server', '--help'] })
  })
})
