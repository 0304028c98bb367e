// Captures of real clients and servers, and the rows they amount to. They are recorded anew by
//   TAPSCOPE_RECORD=1 npx vitest run test/interop/recordings.test.ts --update
import { beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../core/storyRows.ts'
import { lives } from './lives.ts'
import { readRecording, record, rowsFileOf } from './recordings.ts'

const isRecording = process.env['TAPSCOPE_RECORD'] === '1'

describe.each(lives)('$name', ({ name, live, shows }) => {
  beforeAll(async () => {
    if (isRecording) await live((url, through) => record(name, url, through))
  }, 180_000)

  test('gives the rows that it gave', async () => {
    const { capture, events } = await readRecording(name)
    const rows = Object.entries(rowsOf(events, capture)).flatMap(([kind, all]) =>
      [...all.values()].map((row) => `${JSON.stringify({ rows: kind, ...row })}\n`),
    )
    await expect(rows.join('')).toMatchFileSnapshot(rowsFileOf(name))
  })

  test('shows what it is about', async () => {
    const { capture, events } = await readRecording(name)
    expect([...rowsOf(events, capture).sessions.values()]).toMatchObject(shows)
  })
})
