import { Command, CommanderError, Option } from '@commander-js/extra-typings'
import type { RowKind } from '../core/api.ts'
import { formats } from '../core/checkReport.ts'
import { expectations } from '../core/expectations.ts'
import { parseAddress, parseExpectations, parseFrame, wholeNumber } from './arguments.ts'
import { version } from './open.ts'
import { fail } from './output.ts'

// Each command is loaded when it is called: a tap must not wait for, nor keep in memory, what only the others need.

const kinds = [
  'captures',
  'sessions',
  'exchanges',
  'messages',
  'streams',
  'findings',
] as const satisfies readonly RowKind[]

type Done = (code: number) => void

/** Runs one command line, without the program's own name. Returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  let code = 0
  const program = createProgram((result) => {
    code = result
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // `--help` and `--version` arrive here too.
    return error.exitCode === 0 ? 0 : fail(explain(error, program, args))
  }
}

function createProgram(done: Done): Command {
  const program = new Command('tapscope')
  program
    .description('Sits between an MCP client and its server, and shows what happens to the session.')
    .usage('COMMAND …')
    .version(version)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  addTap(program, done)
  for (const kind of kinds) addRows(program, kind, done)
  addRecording(program, 'pause', done)
  addRecording(program, 'resume', done)
  addWrap(program)
  addShow(program, done)
  addReplay(program, done)
  addCheck(program, done)
  addExport(program, done)
  addImport(program, done)
  addServe(program, done)
  addDoctor(program, done)
  return program
}

function addTap(program: Command, done: Done): void {
  program
    .command('tap')
    .description('tap an HTTP server until Ctrl+C; the first line on stdout says where to point the client')
    .usage('URL [--port N] [--name S] [--auth map|pass] [--keep MB] [--keep-credentials] [--insecure] [--json]')
    .argument('<url>', "the server's address, such as http://127.0.0.1:3000/mcp", parseAddress)
    .option('--port <n>', "the tap's own port; any free one without it", wholeNumber(0, 65_535))
    .option('--name <s>', 'a name for the capture')
    .addOption(
      new Option('--auth <mode>', 'lead authorization through the tap, or pass it on as it is').choices([
        'map',
        'pass',
      ] as const),
    )
    .option('--keep <mb>', 'keep so many megabytes of a larger body; 8 without it', wholeNumber(0, 1024))
    .option('--keep-credentials', 'store tokens, keys and cookies as they are; their hashes without it')
    .option('--insecure', "accept any certificate of the server's")
    .option('--json', 'nothing but JSON; no hint on stderr')
    .action(async (url, options) => done(await (await import('./tap.ts')).tap(url, options)))
}

const recordingSays = {
  pause: 'stop recording what a running tap passes on; traffic flows on',
  resume: 'record again what a paused tap passes on',
} as const

function addRecording(program: Command, name: keyof typeof recordingSays, done: Done): void {
  program
    .command(name)
    .description(recordingSays[name])
    .usage('[CAPTURE]')
    .argument('[capture]', 'its number; the latest one that runs without it', wholeNumber(1, 2 ** 31))
    .action(async (capture) => done(await (await import('./recording.ts')).setRecording(name, capture)))
}

/** Only for its help: `index.ts` runs it without loading this file. */
function addWrap(program: Command): void {
  program
    .command('wrap')
    .description("run a stdio server's command in its place, and capture what it says and hears")
    .usage('[--name S] -- COMMAND ARGS…')
    .option('--name <s>', 'a name for the capture; the command without it')
    .argument('<command...>', 'the command as the client would start it')
}

function addRows(program: Command, kind: RowKind, done: Done): void {
  program
    .command(kind)
    .description(`list ${kind}, oldest first`)
    .usage('[--capture ID] [--session KEY] [--filter F] [--limit N] [--json]')
    .option(
      '--capture <id>',
      kind === 'captures' ? 'only this one' : 'of this capture; the latest one without it',
      wholeNumber(1, 2 ** 31),
    )
    .option('--session <key>', 'of this session only')
    .option('--filter <f>', 'such as "status>=400 -method:GET"; all terms have to hold')
    .option('--limit <n>', 'so many at most', wholeNumber(1, 2 ** 31))
    .option('--json', 'one JSON object a line')
    .action(async (options) => done(await (await import('./rows.ts')).listRows(kind, options)))
}

function addShow(program: Command, done: Done): void {
  program
    .command('show')
    .description('show the exchange that a frame belongs to, or what was said around it on stdio')
    .usage('FRAME [--raw [--whole]] [--json]')
    .argument('<frame>', 'N, of the latest capture, or CAPTURE:N', parseFrame)
    .option('--raw', 'the exact bytes of the frame, and nothing else')
    .option('--whole', 'with --raw: the body or line that a message of a batch came in')
    .option('--json', 'one JSON object')
    .action(async (frame, options) => done(await (await import('./show.ts')).show(frame, options)))
}

function addReplay(program: Command, done: Done): void {
  program
    .command('replay')
    .description('send a captured request again, through a tap')
    .usage('FRAME [--mode exact|live|fresh] [--to URL] [--edit FILE] [--yes] [--json]')
    .argument('<frame>', 'N, of the latest capture, or CAPTURE:N', parseFrame)
    .addOption(
      new Option('--mode <mode>', 'the same bytes, with the id of the session that is open now, or in a fresh session')
        .choices(['exact', 'live', 'fresh'] as const)
        .default('exact' as const),
    )
    .option('--to <url>', 'another server', parseAddress)
    .option('--edit <file>', 'a file with a body to send instead')
    .option('--yes', 'also a tool that is not marked read-only')
    .option('--json', 'one JSON object')
    .action(async (frame, options) => done(await (await import('./replay.ts')).replay(frame, options)))
}

function addCheck(program: Command, done: Done): void {
  program
    .command('check')
    .description('print what is wrong in a capture or a trace file; exit code 1 if there is something')
    .usage('CAPTURE|FILE [--format text|json|junit|sarif] [--fail-on error|warning|note] [--expect …]')
    .argument('<what>', 'the number of a capture, or a .tapscope.jsonl file')
    .addOption(new Option('--format <format>').choices(formats).default('text' as const))
    .addOption(
      new Option('--fail-on <severity>', 'the exit code is 1 for findings that weigh so much, or more')
        .choices(['error', 'warning', 'note'] as const)
        .default('error' as const),
    )
    .option(
      '--expect <what>',
      `also expect: ${Object.keys(expectations).join(', ')}; several with commas, or all`,
      parseExpectations,
    )
    .action(async (what, { format, failOn, expect = [] }) =>
      done(await (await import('./check.ts')).check(what, { format, failOn, expect })),
    )
}

function addExport(program: Command, done: Done): void {
  program
    .command('export')
    .description('write a capture, or one session of it, to a file that others can open')
    .usage('CAPTURE|--session KEY [--format trace] -o FILE|- [--no-redact]')
    .argument('[capture]', 'its number; the latest one without it', wholeNumber(1, 2 ** 31))
    .option('--session <key>', 'only this session')
    .addOption(new Option('--format <format>').choices(['trace'] as const).default('trace' as const))
    .requiredOption('-o, --output <file>', 'FILE.tapscope.jsonl, with .gz behind it to compress it, or - for stdout')
    .option('--no-redact', 'leave in what looks like a credential')
    .action(async (capture, { session, output, redact }) =>
      done(await (await import('./exportCapture.ts')).exportCapture({ capture, session, output, redact })),
    )
}

function addImport(program: Command, done: Done): void {
  program
    .command('import')
    .description('make a capture of a trace file; prints its number')
    .usage('FILE')
    .argument('<file>', 'a .tapscope.jsonl file, gzipped or not')
    .action(async (file) => done(await (await import('./importFile.ts')).importFile(file)))
}

function addServe(program: Command, done: Done): void {
  program
    .command('serve')
    .description('serve the interface to a browser on this machine until Ctrl+C')
    .usage('[--port N]')
    .option('--port <n>', 'any free one without it', wholeNumber(0, 65_535))
    .action(async (options) => done(await (await import('./serve.ts')).serveInterface(options)))
}

function addDoctor(program: Command, done: Done): void {
  program
    .command('doctor')
    .description('check what Tapscope needs')
    .usage('[--json]')
    .option('--json', 'one JSON object a line')
    .action(async (options) => done(await (await import('./doctor.ts')).doctor(options)))
}

/** What is wrong with a command line, and how to write it. */
function explain(
  error: CommanderError,
  program: Command,
  args: readonly string[],
): { message: string; advice: string } {
  const command = program.commands.find((candidate) => candidate.name() === args[0])
  const names = program.commands.map((candidate) => candidate.name()).join(', ')
  if (!command) {
    const message = args.length === 0 ? 'What should it do?' : sentence(error.message)
    return { message, advice: `Write tapscope COMMAND, with one of ${names}; tapscope --help says more.` }
  }
  const message = sentence(error.message)
  // The parsers of options and arguments say themselves what to write.
  return { message, advice: message.includes('Write ') ? '' : `Write tapscope ${command.name()} ${command.usage()}` }
}

function sentence(text: string): string {
  const said = text
    .replace(/^error: /, '')
    .replace(/^command-argument value (.+?) is invalid for argument '(\w+)'\./s, '$1 is no $2.')
    .trim()
  return /[.?)]$/.test(said) ? said : `${said}.`
}
