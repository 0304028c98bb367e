import Database from 'better-sqlite3'
import { array, assert, constantFrom, property, string } from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { RowKind } from '../../src/core/api.ts'
import { fieldsOf } from '../../src/core/fields.ts'
import { type FilterFault, parseFilter, toSql } from '../../src/core/query.ts'

const database = new Database(':memory:')
afterAll(() => database.close())

const rows: { [K in RowKind]: Record<string, string | number | null>[] } = {
  captures: [],
  streams: [],
  findings: [],
  sessions: [
    { key: '1-1', sessionId: 's-1', missingOn: '[]', foreignOn: '[]', end: null, carriedBy: 4 },
    {
      key: '1-2',
      sessionId: null,
      missingOn: '[12,15]',
      foreignOn: '[]',
      end: '{"kind":"delete","frame":9}',
      carriedBy: 0,
    },
    {
      key: '1-3',
      sessionId: 'made up',
      missingOn: '[3]',
      foreignOn: '[4,5]',
      end: '{"kind":"abandoned"}',
      carriedBy: 7,
    },
  ],
  exchanges: [
    {
      frame: 1,
      method: 'POST',
      url: 'http://127.0.0.1:1/mcp',
      status: 200,
      rpc: 'initialize',
      era: 'legacy',
      startedAt: '2026-11-20T23:59:59.999999Z',
    },
    {
      frame: 5,
      method: 'POST',
      url: 'http://127.0.0.1:1/mcp',
      status: 400,
      rpc: 'tools/call',
      era: 'modern',
      startedAt: '2026-11-21T00:00:00.000000Z',
    },
    {
      frame: 9,
      method: 'GET',
      url: 'http://127.0.0.1:1/a_b',
      status: 404,
      rpc: null,
      era: null,
      startedAt: '2026-11-21T10:30:00.000000Z',
    },
    {
      frame: 12,
      method: 'DELETE',
      url: 'http://127.0.0.1:1/100%',
      status: null,
      rpc: null,
      era: 'legacy',
      startedAt: '2026-11-22T00:00:00.000000Z',
    },
  ],
  messages: [
    { frame: 2, name: 'say "hi"', id: '1' },
    { frame: 3, name: 'back\\slash', id: '"1"' },
    { frame: 4, name: 'two words', id: '"call-7"' },
  ],
}

for (const kind of ['captures', 'sessions', 'exchanges', 'messages', 'streams'] as const) {
  const names = Object.keys(fieldsOf[kind])
  database.exec(`CREATE TABLE ${kind} (${names.map((name) => `"${name}"`).join(', ')})`)
  const insert = database.prepare(`INSERT INTO ${kind} VALUES (${names.map(() => '?').join(', ')})`)
  for (const row of rows[kind]) insert.run(names.map((name) => row[name] ?? null))
}

function found(kind: RowKind, filter: string): unknown[] {
  const parsed = parseFilter(kind, filter)
  if ('failed' in parsed) throw new Error(`${parsed.failed.message} ${parsed.failed.advice}`)
  const { where, parameters } = toSql(parsed.ok)
  const key = kind === 'sessions' ? 'key' : 'frame'
  return database
    .prepare(`SELECT ${key} FROM ${kind} WHERE ${where} ORDER BY rowid`)
    .pluck()
    .all(...parameters)
}

function refused(kind: RowKind, filter: string): FilterFault {
  const parsed = parseFilter(kind, filter)
  if ('ok' in parsed) throw new Error(`${filter} was accepted`)
  return parsed.failed
}

describe('what a filter finds', () => {
  test.each([
    ['', [1, 5, 9, 12]],
    ['status:400', [5]],
    ['status=400', [5]],
    ['status!=400', [1, 9, 12]],
    ['status>=400', [5, 9]],
    ['status<400', [1]],
    ['status:4*', [5, 9]],
    ['status:*', [1, 5, 9]],
    ['-status:*', [12]],
    ['method:post', [1, 5]],
    ['method:POST status:400', [5]],
    ['rpc:tools/call', [5]],
    ['rpc:tools/*', [5]],
    ['rpc:*i*', [1]],
    ['-era:modern', [1, 9, 12]],
    ['-era:modern -era:legacy', [9]],
    ['startedAt:2026-11-21', [5, 9]],
    ['startedAt>2026-11-21', [12]],
    ['startedAt>=2026-11-21', [5, 9, 12]],
    ['startedAt<=2026-11-21', [1, 5, 9]],
    ['startedAt<2026-11-21', [1]],
    ['startedAt:2026-11-21T10:30', [9]],
    ['call', [5]],
    ['-call', [1, 9, 12]],
    ['http://127.0.0.1:1/mcp', [1, 5]],
    ['a_b', [9]],
    ['a%b', []],
    ['100%', [12]],
    ['"initialize"', [1]],
    ['  method:GET\t', [9]],
  ])('exchanges: %s', (filter, frames) => {
    expect(found('exchanges', filter)).toEqual(frames)
  })

  test.each([
    ['name:"say \\"hi\\""', [2]],
    ['name:back\\slash', [3]],
    ['name:"back\\\\slash"', [3]],
    ['name:"two words"', [4]],
    ['name:"two*"', []],
    ['name:two*', [4]],
    ['id:1', [2, 3]],
    ['id:call-*', [4]],
  ])('quotes and ids in messages: %s', (filter, frames) => {
    expect(found('messages', filter)).toEqual(frames)
  })

  test.each([
    ['missingOn:12', ['1-2']],
    ['missingOn:1', []],
    ['missingOn:*', ['1-2', '1-3']],
    ['-missingOn:*', ['1-1']],
    ['missingOn>12', ['1-2']],
    ['end:delete', ['1-2']],
    ['-end:*', ['1-1']],
    ['sessionId:"made up"', ['1-3']],
    ['carriedBy>0 -end:abandoned', ['1-1']],
  ])('lists and ends of sessions: %s', (filter, keys) => {
    expect(found('sessions', filter)).toEqual(keys)
  })
})

describe('what a filter that cannot be read is told', () => {
  test('an unknown field: which fields there are, and where it stands', () => {
    const failed = refused('exchanges', 'status:400  colour:red')
    expect(failed.position).toBe(12)
    expect(failed.message).toBe('exchanges have no field "colour".')
    for (const field of Object.keys(fieldsOf.exchanges)) expect(failed.advice).toContain(field)
  })

  test.each([
    ['status:abc', 'status is a number, and "abc" is not.', 'Write status:400, status>=400 or status:4*.'],
    ['status:', '"status:" has no value.', 'Write status:400, status>=400 or status:4*.'],
    [
      'method>GET',
      'method is text, which is neither more nor less than other text.',
      'Write method:GET or -method:GET.',
    ],
    [
      'startedAt>yesterday',
      '"yesterday" is not a time.',
      'Write startedAt>=2026-11-21 or startedAt<2026-11-21T09:30, in UTC.',
    ],
    ['url:"open', 'A quotation has no end, or something follows it.', 'Write name:"two words", \\" within.'],
    ['url:"a"b', 'A quotation has no end, or something follows it.', 'Write name:"two words", \\" within.'],
    ['""', 'There is nothing to look for.', 'Write a word, or field:value.'],
    ['*a*b*c*d*e*f*', 'A value has at most 5 stars.', 'Leave some out.'],
    ['__proto__:1', 'exchanges have no field "__proto__".', expect.any(String)],
    ['constructor:1', 'exchanges have no field "constructor".', expect.any(String)],
  ])('%s', (filter, message, advice) => {
    const failed = refused('exchanges', filter)
    expect([failed.message, failed.advice]).toEqual([message, advice])
  })

  test('more terms than SQLite takes', () => {
    expect(refused('exchanges', 'a '.repeat(2_000)).message).toBe('A filter has at most 100 terms.')
    expect(found('exchanges', 'p '.repeat(100))).toEqual([1, 5, 9, 12])
  })
})

describe('whatever is written', () => {
  const kinds = constantFrom<RowKind>('captures', 'sessions', 'exchanges', 'messages', 'streams')
  const pieces = constantFrom('status', 'end', 'url', ':', '>=', '"', "'", '\\', '*', '-', ' ', '%', ';', '4', 'é')
  const written = array(pieces, { maxLength: 30 }).map((all) => all.join(''))

  test('is either explained or a statement that SQLite runs, with no word of it in the SQL', () => {
    const holds = property(kinds, written, (kind, filter) => {
      const parsed = parseFilter(kind, filter)
      if ('failed' in parsed) return parsed.failed.position <= filter.length && !parsed.failed.message.includes('\n')
      const { where, parameters } = toSql(parsed.ok)
      database.prepare(`SELECT 1 FROM ${kind} WHERE ${where}`).all(...parameters)
      return /^[\w\s"().?<>=$',\\]+$/.test(where) && !where.includes('é')
    })
    expect(() => assert(holds, { numRuns: 1_000 })).not.toThrow()
  })

  test('finds itself when it is quoted', () => {
    const names = string({ unit: 'grapheme', minLength: 1 }).filter((name) => !name.includes('\0'))
    const holds = property(names, (name) => {
      const parsed = parseFilter('messages', `name:"${name.replace(/[\\"]/g, '\\$&')}"`)
      if ('failed' in parsed) throw new Error(parsed.failed.message)
      const { where, parameters } = toSql(parsed.ok)
      const sql = `SELECT count(*) FROM (SELECT ? AS name) WHERE ${where}`
      return (
        database
          .prepare(sql)
          .pluck()
          .get(name, ...parameters) === 1
      )
    })
    expect(() => assert(holds)).not.toThrow()
  })

  test.each(['status:4*', 'end:*', 'rpc:init', 'status>200', 'mcp', 'startedAt>2026-11-21'])(
    'and its opposite are the whole together: %s',
    (filter) => {
      const both = [...found('exchanges', filter), ...found('exchanges', `-${filter}`)].map(Number)
      expect(both.sort((a, b) => a - b)).toEqual([1, 5, 9, 12])
    },
  )
})
