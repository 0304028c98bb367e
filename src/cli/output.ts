import type { Failure } from '../core/api.ts'

let isClosed = false

/** Watches for a reader that leaves, as `| head` does: that ends the output, and it is no error. */
export function watchOutput(): void {
  process.stdout.on('error', () => {
    isClosed = true
  })
  process.stderr.on('error', () => {})
}

/** Writes to stdout and waits until it is taken. False when nobody reads any more. */
export async function print(text: string | Uint8Array): Promise<boolean> {
  if (isClosed) return false
  return new Promise((resolve) => process.stdout.write(text, (error) => resolve(!error)))
}

/** One line for people on stderr. */
export function hint(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Says on one line of stderr what failed and what to do; returns the exit code for "could not run". */
export function fail({ message, advice }: Pick<Failure, 'message' | 'advice'>): 2 {
  hint(`tapscope: ${`${message} ${advice}`.replace(/\s+/g, ' ').trim()}`)
  return 2
}

/** Ends the process once everything that was written has left it. */
export async function exit(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise((resolve) => stream.write('', resolve))
  }
  process.exit(code)
}
