import { type DiagramRow, diagramOf } from '../../core/diagram.ts'
import { api } from '../api.ts'
import { createList, upTo } from './rows.ts'

/** The life of the session of a query, arrow by arrow. */
export const diagram = createList<DiagramRow>(
  async ({ session = '' }, wanted, signal) => {
    const answer = await api.timeline({ session, ...wanted }, signal)
    if ('failed' in answer) return answer
    const { total, offset, revision } = answer.ok
    return { ok: { rows: diagramOf(answer.ok), total, offset, revision } }
  },
  async (query, frame) => {
    // Its arrows are the exchanges and the messages of the session.
    const both = await Promise.all([upTo('exchanges', query, frame), upTo('messages', query, frame)])
    if (!both.some(({ last }) => last === frame)) return null
    return both.reduce((sum, { count }) => sum + count, -1)
  },
)
