/** A heap that grows in small steps, collected by whose it is, one thread of V8's in place of four, and no snapshot: bench/README.md says what each is worth. */
const FLAGS = [
  '--heap-growing-percent=10',
  '--max-semi-space-size=1',
  '--v8-pool-size=1',
  '--single-threaded-gc',
  '--no-incremental-marking',
  '--no-node-snapshot',
]
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' }

/**
 * Begins this program anew in the same process, so that it takes little memory: for what runs all day beside a developer's other
 * programs. Where a process cannot be replaced (Windows, a parent with a channel to it) it goes on as it is.
 */
export function becomeLean(): void {
  const { execPath, execArgv, argv, env } = process
  if (!process.execve || process.channel || execArgv.includes(FLAGS[0] ?? '')) return
  process.execve(execPath, [execPath, ...FLAGS, ...execArgv, ...argv.slice(1)], { ...env, ...ENVIRONMENT })
}
