import { spawn } from 'node:child_process'

type Options = { cwd?: string; env?: NodeJS.ProcessEnv; seconds?: number }

/**
 * Runs a program to its end and returns its stdout.
 * Throws with the program's name and its last words when it fails, cannot be started, or takes longer than `seconds`.
 */
export async function run(program: string, args: readonly string[], options: Options = {}): Promise<string> {
  const { seconds = 600, ...rest } = options
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...rest,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', (error) => reject(new Error(`${program} cannot be started: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(stdout)
      const how = signal ? `did not finish within ${seconds} s` : `failed with exit code ${code}`
      reject(new Error(`${program} ${how}: ${stderr.trim().split('\n').slice(-5).join('\n')}`))
    })
  })
}

/** Runs the npm that started this script, or the one on the PATH. */
export async function npm(args: readonly string[], options: Options = {}): Promise<string> {
  const script = process.env['npm_execpath']
  return script
    ? run(process.env['npm_node_execpath'] ?? process.execPath, [script, ...args], options)
    : run('npm', args, options)
}
