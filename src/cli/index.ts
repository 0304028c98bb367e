import { exit, fail, watchOutput } from './output.ts'

const [command, ...rest] = process.argv.slice(2)
try {
  // A wrapped command's streams are its own, and it starts before anything that it does not need is loaded.
  if (command === 'wrap' && !rest.includes('--help')) await (await import('./wrap.ts')).wrap(rest)
  else {
    if (command === 'tap' && !rest.includes('--help')) (await import('./lean.ts')).becomeLean()
    watchOutput()
    await exit(await (await import('./program.ts')).run(process.argv.slice(2)))
  }
} catch (error) {
  // Expected failures are values: what is thrown is a bug.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  await exit(fail({ message: `This is a bug in Tapscope: ${message}`, advice: 'Please report it.' }))
}
