// What recorded captures amount to. A recording is a trace in `test/captures`, and beside it in a `.txt` stand all of its rows, for
// reading. So a capture that is told wrongly becomes a test in three steps:
//   npx tapscope export CAPTURE --format trace -o test/captures/what-it-shows.tapscope.jsonl
//   npx vitest run test/interop/recordings.test.ts --update
//   correct in test/captures/what-it-shows.txt what is wrong: the test fails until the program says so too.
// What of these we recorded ourselves, or those whose name has a part, is recorded anew by
//   TAPSCOPE_RECORD=all npx vitest run test/interop/recordings.test.ts --update
import { describe, expect, test } from 'vitest'
import { rowsOf } from '../core/storyRows.ts'
import { type HealthyLife, healthyLives } from './healthyLives.ts'
import { incidentLives } from './incidentLives.ts'
import { lives as sessionLives } from './lives.ts'
import { prepareOthers } from './prepare.ts'
import { readRecording, record, recordCommand, recordingNames, transcriptFileOf } from './recordings.ts'
import { told } from './told.ts'

const lives = [...sessionLives, ...incidentLives]

const wanted = process.env['TAPSCOPE_RECORD']
if (wanted !== undefined) await recordAnew((name) => wanted === 'all' || name.includes(wanted))

async function recordAnew(isWanted: (name: string) => boolean): Promise<void> {
  for (const { name, live } of lives) if (isWanted(name)) await live((url, through) => record(name, url, through))
  const others = await prepareOthers()
  for (const life of others ? healthyLives(others) : []) {
    const name = `healthy/${life.name}`
    if (isWanted(name)) await recordHealthy(name, life)
  }
}

async function recordHealthy(name: string, life: HealthyLife): Promise<void> {
  if ('command' in life) return recordCommand(name, life.command, life.live)
  const server = await life.start()
  await record(name, server.url, (url) => life.live({ url }))
  await server.close()
}

const names = await recordingNames()

test.each(names)('%s amounts to what is told', async (name) => {
  const { capture, events } = await readRecording(name)
  await expect(told(rowsOf(events, capture), events[0]?.at ?? 0)).toMatchFileSnapshot(transcriptFileOf(name))
})

test.each(names.filter((name) => name.startsWith('healthy/')))('%s raises nothing above a note', async (name) => {
  const { capture, events } = await readRecording(name)
  const findings = [...rowsOf(events, capture).findings.values()]
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([])
})

describe.each(lives)('$name', ({ name, shows, root }) => {
  test('shows what it is about', async () => {
    const { capture, events } = await readRecording(name)
    expect([...rowsOf(events, capture).sessions.values()]).toMatchObject(shows)
  })

  test(`has ${root === null ? 'no finding' : `one root, ${root}`}`, async () => {
    const { capture, events } = await readRecording(name)
    const findings = [...rowsOf(events, capture).findings.values()]
    expect(findings.filter(({ cause }) => cause === null).map(({ id }) => id)).toEqual(root === null ? [] : [root])
  })
})
