import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noWindow, startXvfb } from './harness.ts'

const script = resolve(import.meta.dirname, '../../scripts/start.ts')

let data: string
beforeEach(async () => void (data = await mkdtemp(join(tmpdir(), 'tapscope-'))))
afterEach(() => rm(data, { recursive: true, force: true }))

test.skipIf(await noWindow())('with a display the window opens, and goes when the script is told to end', async () => {
  const screen = await startXvfb()
  // Chromium's own switch: it shows that arguments reach the application, and lets the test look at the window.
  const start = begin(['--remote-debugging-port=0'], { DISPLAY: screen.display })
  try {
    const [, host = ''] = await said(start, 'stderr', /DevTools listening on ws:\/\/([^/\s]+)/)
    // Asked over HTTP: a debugger that attaches while the page is being made may wait for it for ever.
    const titles = async () => {
      const targets = (await (await fetch(`http://${host}/json/list`)).json()) as { type: string; title: string }[]
      return targets.filter(({ type }) => type === 'page').map(({ title }) => title)
    }
    await expect.poll(titles).toEqual(['Tapscope'])
    start.kill('SIGTERM')
    await once(start, 'exit')
    await expect.poll(() => titles().catch(() => 'gone')).toBe('gone')
  } finally {
    start.kill('SIGKILL')
    await screen.close()
  }
})

test('without a display it says so and serves the interface to a browser', async () => {
  const start = begin(['--port', '0'], { DISPLAY: '', WAYLAND_DISPLAY: '' })
  try {
    await said(start, 'stderr', /there is no display/)
    const [line = ''] = await said(start, 'stdout', /^\{.*\}$/m)
    const { url } = JSON.parse(line) as { url: string }
    const page = await fetch(url)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<title>Tapscope</title>')
    start.kill('SIGTERM')
    await once(start, 'exit')
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  } finally {
    start.kill('SIGKILL')
  }
})

function begin(args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [script, ...args], {
    env: { ...process.env, TAPSCOPE_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** What matches first in everything the process has said; fails when it ends without saying it. */
async function said(child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
  let text = ''
  // Left open: a program that meets a closed pipe may end of it.
  for await (const chunk of child[stream]?.iterator({ destroyOnReturn: false }) ?? []) {
    text += String(chunk)
    const match = pattern.exec(text)
    if (match) return match
  }
  throw new Error(`ended without saying ${String(pattern)}:\n${text}`)
}
