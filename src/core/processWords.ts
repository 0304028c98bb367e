import type { ProcessLife } from './shown.ts'

/** A command on one line, as one would write it in a shell. */
export function commandLine(command: readonly string[]): string {
  return command
    .map((word) => (/^[\w@%+=:,./[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')
}

type Exit = NonNullable<ProcessLife['exit']>

/** How a process ended and who ended it: `ended with exit code 0, after its client had closed stdin`. */
export function exitWords({ code, signal, sent, afterStdin }: Pick<Exit, 'code' | 'signal' | 'sent' | 'afterStdin'>) {
  if (signal !== null) {
    if (signal === sent) return `ended by ${signal}, which its client sent`
    return `killed by ${signal}, which did not come through the tap`
  }
  const exit = `exit code ${code ?? 'unknown'}`
  if (sent !== null) return `ended with ${exit}, after its client had sent ${sent}`
  return afterStdin ? `ended with ${exit}, after its client had closed stdin` : `ended by itself with ${exit}`
}

/** How a process stands, in the same words. */
export function lifeWords({ failure, isCaptured, exit }: ProcessLife): string {
  if (failure !== null) return `could not be started: ${failure}`
  if (exit) return exitWords(exit)
  return isCaptured ? 'is running' : 'was running when its capture broke off'
}

/** Whether a process failed, as far as its end tells: a code, or a signal that nobody had sent it. */
export function hasFailed({ failure, exit }: ProcessLife): boolean {
  if (failure !== null) return true
  return exit !== null && (exit.signal === null ? exit.code !== 0 : exit.signal !== exit.sent)
}
