import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Answer, Api, Failure, Row, RowKind } from '../core/api.ts'
import { type Checked, type Format, isAtLeast, reportOf } from '../core/checkReport.ts'
import type { Severity } from '../core/diagnosis/finding.ts'
import { disappointments, type Expectation } from '../core/expectations.ts'
import { readInto } from './importFile.ts'
import { openEngine } from './open.ts'
import { fail, hint, print } from './output.ts'
import { untilRebuilt } from './rebuilt.ts'

export interface CheckOptions {
  format: Format
  failOn: Severity
  expect: readonly Expectation[]
}

/** Prints the findings of a capture or of a trace file. Returns the exit code: 1 if one weighs as much as `failOn`. */
export async function check(what: string, { format, failOn, expect }: CheckOptions): Promise<number> {
  const answer = /^\d{1,9}$/.test(what) ? await inDatabase(Number(what), expect) : await inFile(what, expect)
  if ('failed' in answer) return fail(answer.failed)
  await print(reportOf(format, answer.ok, failOn))
  return answer.ok.findings.some((finding) => isAtLeast(failOn, finding)) ? 1 : 0
}

async function inDatabase(captureId: number, expect: readonly Expectation[]): Promise<Answer<Checked>> {
  const engine = await openEngine()
  try {
    await untilRebuilt(engine, { capture: captureId })
    return await checked(engine, captureId, `capture ${captureId}`, expect)
  } finally {
    await engine.close()
  }
}

/** A trace is looked at in a folder of its own, and leaves nothing behind. */
async function inFile(file: string, expect: readonly Expectation[]): Promise<Answer<Checked>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tapscope-check-'))
  try {
    const engine = await openEngine(folder)
    try {
      const imported = await readInto(engine, file)
      if ('failed' in imported) return imported
      if (imported.ok.broken !== null) hint(`tapscope: ${imported.ok.broken} What came before was checked.`)
      return await checked(engine, imported.ok.captureId, file, expect)
    } finally {
      await engine.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function checked(
  api: Api,
  captureId: number,
  name: string,
  expect: readonly Expectation[],
): Promise<Answer<Checked>> {
  const read = reader(api, captureId)
  try {
    const findings = await read('findings')
    if (expect.length === 0) return { ok: { name, findings } }
    const rows = {
      refused: await read('exchanges', 'rpc:* status>=400 status<500'),
      sessions: await read('sessions'),
      unanswered: await read('messages', 'kind:request -answeredBy:*'),
    }
    return { ok: { name, findings: [...findings, ...disappointments(captureId, expect, rows)] } }
  } catch (error) {
    if (error instanceof Unread) return { failed: error.failure }
    throw error
  }
}

/** Rows that could not be read. */
class Unread extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

const PAGE = 5000

const reader =
  (api: Api, captureId: number) =>
  async <K extends RowKind>(kind: K, filter?: string): Promise<Row<K>[]> => {
    const all: Row<K>[] = []
    for (;;) {
      const page = await api.rows({ kind, captureId, filter, offset: all.length, limit: PAGE })
      if ('failed' in page) throw new Unread(page.failed)
      all.push(...page.ok.rows)
      if (page.ok.rows.length === 0 || all.length >= page.ok.total) return all
    }
  }
