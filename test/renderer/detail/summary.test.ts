import { describe, expect, test } from 'vitest'
import { sessionFacts, summaryOf } from '../../../src/renderer/detail/summary.ts'
import { aSession, anExchange } from '../../rows.ts'

describe('an exchange in one line', () => {
  test.each([
    [{ status: 400 }, 'POST tools/call echo → 400 in 3.4 ms, ended by the server'],
    [{ rpc: null, method: 'DELETE' }, 'DELETE /mcp → 200 in 3.4 ms, ended by the server'],
    [{ endedAt: null, end: null, status: null }, 'POST tools/call echo → no answer yet, still open'],
    [{ endedAt: null, end: null }, 'POST tools/call echo → 200, still open'],
    [
      { status: null, end: 'server-abort', reason: 'connect ECONNREFUSED 127.0.0.1:9' },
      'POST tools/call echo → no answer in 3.4 ms, broken off by the server (connect ECONNREFUSED 127.0.0.1:9)',
    ],
  ] as const)('%o', (facts, line) => expect(summaryOf(anExchange(1, facts))).toBe(line))
})

describe('what an exchange has to do with its session', () => {
  test('it issued the id', () => {
    expect(says(1, null, aSession())).toEqual(['This exchange issued the id.', 'Still open.'])
  })

  test('it carried an id that another exchange issued, and a third one ended', () => {
    const end = { kind: 'deleted', frame: 33, confidence: 'seen' } as const
    expect(says(5, 'a-session-id', aSession({ end }))).toEqual(['Issued by 1', 'Ended by DELETE, in 33'])
    expect(says(33, 'a-session-id', aSession({ end }))).toEqual(['Issued by 1', 'Ended by DELETE, here.'])
  })

  test('it carried an id that nobody issued', () => {
    const session = aSession({ kind: 'stray', issuedBy: null, foreignOn: [25], refusedOn: [25] })
    expect(says(25, 'made-up', session)).toEqual([
      'It carried an id that this server never issued in this capture.',
      'The server refused it because of its session.',
    ])
    expect(sessionFacts(25, 'made-up', session).filter(({ wrong }) => wrong)).toHaveLength(2)
  })

  test('it carried an id that a refusal had borne', () => {
    const session = aSession({ kind: 'stray', issuedBy: null, mintedBy: 3, foreignOn: [25], refusedOn: [25] })
    expect(says(25, 'minted', session)).toContain('The id stood on an answer that established nothing: 3')
  })

  test('it carried an id that was issued before the capture began', () => {
    expect(says(5, 'older', aSession({ issuedBy: null }))).toEqual([
      'No answer in this capture issued the id.',
      'Still open.',
    ])
  })

  test('an end that is only inferred says so', () => {
    const end = { kind: 'superseded', frame: null, confidence: 'inferred' } as const
    expect(says(5, 'a-session-id', aSession({ end }))).toContain('Superseded: the client began another (inferred).')
  })

  test('nothing', () => {
    expect(says(5, null, null)).toEqual(['Belongs to no session.'])
    expect(says(5, 'an-id', null)).toEqual(['Carried the session id an-id.'])
  })
})

function says(...args: Parameters<typeof sessionFacts>): string[] {
  return sessionFacts(...args).map((fact) => [fact.says, ...(fact.frames ?? [])].join(' '))
}
