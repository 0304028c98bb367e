import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openLog } from '../../src/engine/log/log.ts'
import { readCapture, readRows } from '../../src/engine/rows.ts'
import { writerUrl } from '../../src/engine/writerUrl.ts'

test('captures are read by their number', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tapscope-rows-'))
  const log = openLog({ dataFolder, threadUrl: writerUrl() })
  onTestFinished(async () => {
    await log.close()
    await rm(dataFolder, { recursive: true })
  })
  const capture = { target: 'http://127.0.0.1:1/mcp', transport: 'streamable-http', tapUrl: null, at: 0, keepBytes: 1 }
  const [one, two] = [
    await log.write('begin', { name: 'one', ...capture }),
    await log.write('begin', { name: 'two', ...capture }),
  ]

  expect(await readCapture(log, two)).toMatchObject({ captureId: two, name: 'two' })
  expect(await readCapture(log, two + 1)).toBeUndefined()
  const page = await readRows(log, { kind: 'captures' })
  expect('ok' in page && page.ok.rows.map(({ captureId }) => captureId)).toEqual([one, two])
})
