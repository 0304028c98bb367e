import { z } from 'zod'
import { SAYINGS, type Wording } from './wording.ts'

const MOST_WORDINGS = 200
const LONGEST = 500

const wording = z.strictObject({
  says: z.enum(SAYINGS),
  status: z.int().min(100).max(599),
  code: z.int().nullable().optional(),
  text: z.string().min(1).max(LONGEST).transform(toPattern),
  who: z.string().min(1).max(LONGEST),
})

const wordings = z.array(wording).max(MOST_WORDINGS)

function toPattern(text: string, context: z.RefinementCtx): RegExp {
  try {
    return new RegExp(text, 'i')
  } catch {
    context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is no regular expression` })
    return z.NEVER
  }
}

/** The wordings of a user's own, from the text of a file; or what is wrong with it, as the end of a sentence. */
export function readOwnWords(text: string): { words: readonly Wording[] } | { wrong: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { wrong: 'it is no JSON' }
  }
  const { data, error } = wordings.safeParse(value)
  if (data) return { words: data }
  const [issue] = error.issues
  const [entry, field] = issue?.path ?? []
  const where =
    typeof entry === 'number' ? `entry ${entry + 1}${field === undefined ? '' : `, ${String(field)}`}: ` : ''
  return { wrong: `${where}${issue?.message ?? 'it is not as it should be'}` }
}
