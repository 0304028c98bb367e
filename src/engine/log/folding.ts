import { createFold, type Fold, FOLD_VERSION } from '../../core/fold.ts'
import { NO_WORDS, type OwnWords } from './ownWords.ts'

/** How the rows of captures are made. */
export interface Folding {
  /** `foldVersion` of captures whose rows are made so. */
  version: number
  /** That of rows which a newer Tapscope has made is as large as this, or larger. */
  newer: number
  /** Begins with a capture. `target`: its URL, or a command. */
  begin(captureId: number, target: string): Fold
}

/** A version of the fold leaves room for what tells one content of the user's file from another. */
const VERSION_STEP = 2 ** 32

/** The fold of this program, with the user's own wordings. */
export const foldingWith = ({ words, stamp }: OwnWords = NO_WORDS): Folding => ({
  version: FOLD_VERSION * VERSION_STEP + stamp,
  newer: (FOLD_VERSION + 1) * VERSION_STEP,
  begin: (captureId, target) => createFold({ captureId, ...placeOf(target), ownWords: words }),
})

function placeOf(target: string): { origin: string; path: string } {
  if (!URL.canParse(target)) return { origin: '', path: '' } // a command
  const { origin, pathname } = new URL(target)
  return { origin, path: pathname }
}
