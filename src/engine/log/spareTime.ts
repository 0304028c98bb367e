/** Work that can wait, done piece by piece. */
export interface Spare {
  /** Whether there is something to do. */
  readonly isDue: boolean
  /** Works for about so many milliseconds. Throws what SQLite says; then it is tried again. */
  work(ms: number): void
}

/** While nothing comes, so many milliseconds at once; while something does, only now and then. */
const WORK_MS = 40
const BUSY_MS = 500

/** Does what can wait when there is time, the first of what is due first. `come`: something came that goes before. */
export function inSpareTime(works: readonly Spare[]): { come(): void; stop(): void } {
  /** Whether something came since the last time. */
  let isBusy = false
  let timer: NodeJS.Timeout | undefined = setTimeout(work, 1)

  function work(): void {
    timer = undefined
    try {
      works.find(({ isDue }) => isDue)?.work(WORK_MS)
    } catch {
      // What cannot be written now is written later: nothing depends on when.
      isBusy = true
    }
    if (works.some(({ isDue }) => isDue)) timer = setTimeout(work, isBusy ? BUSY_MS : 1)
    isBusy = false
  }

  return {
    come() {
      isBusy = true
      timer ??= setTimeout(work, BUSY_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
