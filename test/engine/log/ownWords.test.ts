import { writeFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../../src/engine/engine.ts'
import { loadOwnWords, ownWordsFile } from '../../../src/engine/log/ownWords.ts'
import { okOf } from '../../interop/tapped.ts'
import { askStranger, startStranger, WORDS } from '../../servers/stranger.ts'
import { newEngine, newFolder } from '../replay/engines.ts'

test('a file that is not there, and one with nothing in it, are none', async () => {
  const file = ownWordsFile(await newFolder())
  expect(await loadOwnWords(file)).toEqual({ words: [], stamp: 0, wrong: null })
  await writeFile(file, '[]')
  expect(await loadOwnWords(file)).toEqual({ words: [], stamp: 0, wrong: null })
})

test('another content has another stamp', async () => {
  const file = ownWordsFile(await newFolder())
  await writeFile(file, JSON.stringify(WORDS))
  const first = await loadOwnWords(file)
  await writeFile(file, JSON.stringify([...WORDS, ...WORDS]))
  const second = await loadOwnWords(file)
  expect([first.words.length, second.words.length]).toEqual([1, 2])
  expect(second.stamp).not.toBe(first.stamp)
})

test('a file that is broken is left out, and named in one line', async () => {
  const folder = await newFolder()
  const file = ownWordsFile(folder)
  await writeFile(file, '[{}]')
  expect(await loadOwnWords(file)).toMatchObject({ words: [], stamp: 0, wrong: expect.stringContaining(file) })
  const engine = await newEngine(folder)
  const checkups = okOf(await engine.doctor(undefined as never)) // it takes nothing
  expect(checkups.find(({ name }) => name === 'Own wordings')).toMatchObject({ state: 'warning' })
})

const findingsOf = async (engine: Engine) =>
  okOf(await engine.rows({ kind: 'findings' })).rows.map(({ id, text }) => [id, text.includes('our gateway')])

test('what stands in captures is judged anew when the file changes', async () => {
  const folder = await newFolder()
  const server = await startStranger()
  onTestFinished(() => server.close())
  const before = await newEngine(folder)
  const { captureId, tapUrl } = okOf(await before.startTap({ url: server.url }))
  await askStranger(tapUrl ?? '')
  okOf(await before.stopTap({ captureId }))
  expect(await findingsOf(before)).toEqual([])
  await before.close()

  await writeFile(ownWordsFile(folder), JSON.stringify(WORDS))
  const after = await newEngine(folder)
  await expect.poll(() => findingsOf(after)).toEqual([['session-ended-by-server', true]])
})
