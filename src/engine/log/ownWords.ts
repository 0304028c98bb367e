import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Wording } from '../../core/wording.ts'

/** How the user says that servers word refusals. */
export interface OwnWords {
  words: readonly Wording[]
  /** Tells one content of the file from another; 0 if there is nothing in it to judge by. Below 2³². */
  stamp: number
  /** Why the file is left out, in one line; null if it is not. */
  wrong: string | null
}

/** The file of a data folder. */
export const ownWordsFile = (dataFolder: string): string => join(dataFolder, 'lexicon.json')

export const NO_WORDS: OwnWords = { words: [], stamp: 0, wrong: null }

/** Reads the user's own wordings. A file that is broken counts as none. What reads it is loaded only if there is one. */
export async function loadOwnWords(file: string): Promise<OwnWords> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && ABSENT.has(error.code)
    return isAbsent ? NO_WORDS : broken(file, error instanceof Error ? error.message : String(error))
  }
  const { readOwnWords } = await import('../../core/ownWords.ts')
  const read = readOwnWords(text)
  if ('wrong' in read) return broken(file, read.wrong)
  if (read.words.length === 0) return NO_WORDS
  return { words: read.words, stamp: createHash('sha256').update(text).digest().readUInt32BE() || 1, wrong: null }
}

/** No such file, or what should be its folder is none: whoever opens the database says so. */
const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR'])

const broken = (file: string, why: string): OwnWords => ({ ...NO_WORDS, wrong: `${file} is left out: ${why}.` })
