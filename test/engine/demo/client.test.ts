import { expect, onTestFinished, test } from 'vitest'
import { playDemo } from '../../../src/engine/demo/client.ts'
import { startDemoServer } from '../../../src/engine/demo/server.ts'
import { startRaw } from '../../servers/raw.ts'

test('the demo plays to its end, and leaves nothing open', async () => {
  const server = await startDemoServer()
  await playDemo(server.url)
  await server.close()
  await expect(playDemo(server.url)).rejects.toThrow('fetch failed')
})

test('a server that is none ends the demo', async () => {
  const server = await startRaw()
  onTestFinished(() => server.close())
  await expect(playDemo(`${new URL(server.url).origin}/no-answer`)).rejects.toThrow('fetch failed')
})
