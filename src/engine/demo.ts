import type { Answer, CaptureRow, Failure } from '../core/api.ts'
import type { DemoServer } from './demo/server.ts'
import type { EngineParts } from './engine.ts'

interface Demo {
  server: DemoServer
  playing: Set<Promise<void>>
}

/** One server for each engine, however often the demo is started; it stays, so that its requests can be replayed. */
const demos = new WeakMap<EngineParts, Promise<Demo>>()

/**
 * "Try the demo": an MCP server and a client of the official SDK, and a tap between them. Returns the new capture while
 * the client is at work.
 */
export async function startDemo(parts: EngineParts): Promise<Answer<CaptureRow>> {
  const demo = await demoOf(parts)
  if ('failed' in demo) return demo
  const { server, playing } = demo.ok
  const started = await parts.startTap({ url: server.url, name: 'Demo' })
  if ('failed' in started) return started
  const play = playThrough(started.ok).finally(() => playing.delete(play))
  playing.add(play)
  return started
}

async function demoOf(parts: EngineParts): Promise<Answer<Demo>> {
  const demo = demos.get(parts) ?? open(parts)
  demos.set(parts, demo)
  try {
    return { ok: await demo }
  } catch (error) {
    demos.delete(parts)
    return { failed: cannotStart(error) }
  }
}

async function open(parts: EngineParts): Promise<Demo> {
  // Imported when it is needed: without the SDK the program starts faster.
  const { startDemoServer } = await import('./demo/server.ts')
  const server = await startDemoServer()
  const playing = new Set<Promise<void>>()
  parts.closers.push(async () => {
    await Promise.all(playing)
    await server.close()
  })
  return { server, playing }
}

async function playThrough({ tapUrl }: CaptureRow): Promise<void> {
  const { playDemo } = await import('./demo/client.ts')
  // What goes wrong is in the capture, for everybody to see; a tap that was stopped meanwhile is no error at all.
  await playDemo(tapUrl ?? '').catch(() => {})
}

const cannotStart = (error: unknown): Failure => ({
  kind: 'unexpected',
  message: `The demo cannot be started: ${error instanceof Error ? error.message : String(error)}.`,
  advice: 'Check with `tapscope doctor` whether ports of 127.0.0.1 can be opened.',
})
