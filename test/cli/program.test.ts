import { afterAll, beforeAll, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>
beforeAll(async () => void ({ data, remove } = await dataFolder()))
afterAll(() => remove())

// Each tells the whole line: what is wrong, and what to write instead.
const wrong: [args: string, line: string][] = [
  ['', 'What should it do? Write tapscope COMMAND, with one of tap, '],
  ['foo', "unknown command 'foo'. Write tapscope COMMAND, with one of tap, "],
  ['exchange', "unknown command 'exchange' (Did you mean exchanges?) Write tapscope COMMAND"],
  ['--colour', "unknown option '--colour'. Write tapscope COMMAND"],
  [
    'tap',
    "missing required argument 'url'. Write tapscope tap URL [--port N] [--name S] [--auth map|pass] [--keep MB] [--keep-credentials] [--insecure] [--json]",
  ],
  ['tap nonsense', "'nonsense' is no url. Write the server's address, such as http://127.0.0.1:3000/mcp."],
  ['tap ftp://x/mcp', "'ftp://x/mcp' is no url. Write the server's address, such as"],
  ['tap http://x --port abc', "option '--port <n>' argument 'abc' is invalid. Write a whole number from 0 to 65535."],
  ['tap http://x --port 65536', "argument '65536' is invalid. Write a whole number from 0 to 65535."],
  ['tap http://x --port', "option '--port <n>' argument missing. Write tapscope tap URL"],
  ['tap http://x --prot 1', "unknown option '--prot' (Did you mean --port?) Write tapscope tap URL"],
  ['tap http://x http://y', "too many arguments for 'tap'. Expected 1 argument but got 2"],
  ['exchanges --limit 0', "argument '0' is invalid. Write a whole number from 1 to"],
  ['messages --capture latest', "argument 'latest' is invalid. Write a whole number from 1 to"],
  ['captures --filter colour:red', 'captures have no field "colour". Filter by one of captureId, name, '],
  ['show', "missing required argument 'frame'. Write tapscope show FRAME [--raw [--whole]] [--json]"],
  ['show x', "'x' is no frame. Write a frame as N (of the latest capture) or as CAPTURE:N, such as 12 or 3:12."],
  ['show 0', "'0' is no frame. Write a frame as N"],
  ['show 1:2:3', "'1:2:3' is no frame. Write a frame as N"],
  [
    'replay 1 --mode slow',
    "argument 'slow' is invalid. Allowed choices are exact, live, fresh. Write tapscope replay FRAME",
  ],
  ['replay 1 --to there', "option '--to <url>' argument 'there' is invalid. Write the server's address"],
  ['replay 1 --edit /does/not/exist', 'no such file'],
  ['check 1 --expect luck', 'Write no-4xx, one-session, clean-end, answered or all'],
  ['check 1 --format xml', 'Allowed choices are text, json, junit, sarif.'],
  ['check 1 --fail-on fatal', 'Allowed choices are error, warning, note.'],
  ['export 1', "required option '-o, --output <file>' not specified"],
  ['import', "missing required argument 'file'"],
  ['serve --port -1', "argument '-1' is invalid. Write a whole number from 0 to 65535."],
  ['exchanges', 'Nothing has been captured yet. Start a tap with'],
  ['show 3 --raw', 'Nothing has been captured yet. Start a tap with'],
]

test.each(wrong)('tapscope %s: exit 2 and one line that says what to write', async (args, line) => {
  const ended = await run(data, ...args.split(' ').filter(Boolean))
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.err).toContain(line)
  expect(ended.err).toMatch(/^tapscope: [^\n]+\n$/)
})

test('--help names every command, and --version is that of the package', async () => {
  const help = await run(data, '--help')
  expect([help.code, help.err]).toEqual([0, ''])
  for (const name of [
    'tap',
    'captures',
    'sessions',
    'exchanges',
    'messages',
    'streams',
    'show',
    'replay',
    'serve',
    'doctor',
  ]) {
    expect(help.out).toMatch(new RegExp(`^  ${name} `, 'm'))
  }
  expect(await run(data, '--version')).toMatchObject({ code: 0, out: `${manifest.version}\n` })
  expect(await run(data, 'tap', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('tapscope tap URL') })
})

test('captures of an empty database are none, and no error', async () => {
  expect(await run(data, 'captures', '--json')).toMatchObject({ code: 0, out: '', err: '' })
})
