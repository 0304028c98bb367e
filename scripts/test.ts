// `npm test`: every suite, with whatever the windows need prepared first, and one total of all at the end.
// Arguments are vitest's: `npm test -- test/core`.
import { parseCLI, startVitest } from 'vitest/node'
import { buildIfStale } from './build.ts'
import { chooseElectron } from './electron/choose.ts'

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const say = (line: string) => console.error(`tapscope: ${line}`)
const [{ reason }] = await Promise.all([chooseElectron(say), buildIfStale()])
say(`the window is tested on: ${reason}.`)

const vitest = await startVitest('test', filter, { ...options, watch: false })
const count = { passed: 0, failed: 0, skipped: 0 }
for (const file of vitest.state.getTestModules()) {
  const tests = [...file.children.allTests()]
  for (const test of tests) {
    const { state } = test.result()
    count[state === 'pending' ? 'failed' : state] += 1
  }
  // A file or a suite that broke outside its tests would otherwise count as nothing at all.
  if (file.state() === 'failed' && tests.every((test) => test.result().state !== 'failed')) count.failed += 1
}
count.failed += vitest.state.getUnhandledErrors().length
await vitest.close()

const total = `${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}\n`
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0
// An end of its own: a handle that a test left open must not keep CI waiting.
process.stdout.write(total, () => process.exit())
