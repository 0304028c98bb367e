import { exit, fail, watchOutput } from './output.ts'
import { run } from './program.ts'

watchOutput()
try {
  await exit(await run(process.argv.slice(2)))
} catch (error) {
  // Expected failures are values: what is thrown is a bug.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  await exit(fail({ message: `This is a bug in Tapscope: ${message}`, advice: 'Please report it.' }))
}
