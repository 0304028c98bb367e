import { afterEach, describe, expect, test, vi } from 'vitest'
import { api, keepToken } from '../../src/renderer/api.ts'
import { useConnection } from '../../src/renderer/stores/connection.ts'
import { aCapture, fakeApi, installFake } from './fakeApi.ts'

function browser(hash: string) {
  const kept = new Map<string, string>()
  const replaced: string[] = []
  vi.stubGlobal('location', { hash, pathname: '/', search: '' })
  vi.stubGlobal('history', { replaceState: (_state: unknown, _title: string, url: string) => replaced.push(url) })
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
  return { replaced }
}

const reach = () => useConnection.getState().reach

afterEach(() => {
  vi.unstubAllGlobals()
  useConnection.setState({ reach: 'there' })
})

describe('in a browser', () => {
  test('the token leaves the address and goes with every call', async () => {
    const { replaced } = browser('#token=s3cret')
    const fetched = vi.fn<typeof fetch>(async () => Response.json({ ok: { version: '1.0.0' } }))
    vi.stubGlobal('fetch', fetched)
    keepToken()
    expect(await api.about({})).toEqual({ ok: { version: '1.0.0' } })
    expect(replaced).toEqual(['/'])
    expect(fetched).toHaveBeenCalledWith(
      '/api/about',
      expect.objectContaining({
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json', authorization: 'Bearer s3cret' },
      }),
    )
  })

  test.each([401, 403])('a refused token (%i) says which address to open', async (status) => {
    browser('#token=old')
    keepToken()
    vi.stubGlobal('fetch', async () => Response.json({}, { status }))
    expect(await api.about({})).toMatchObject({ failed: { advice: expect.stringContaining('tapscope serve') } })
    expect(reach()).toBe('locked')
  })

  test('without a token nothing is asked', async () => {
    browser('')
    const fetched = vi.fn<typeof fetch>()
    vi.stubGlobal('fetch', fetched)
    await api.about({})
    expect(reach()).toBe('locked')
    expect(fetched).not.toHaveBeenCalled()
  })

  test('a server that is gone is away until it answers again, and whoever waits hears of it', async () => {
    browser('#token=s3cret')
    keepToken()
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    expect(await api.about({})).toHaveProperty('failed')
    expect(reach()).toBe('away')
    const before = useConnection.getState().nudges
    vi.stubGlobal('fetch', async () => Response.json({ ok: {} }))
    await api.about({})
    expect(reach()).toBe('there')
    expect(useConnection.getState().nudges).toBe(before + 1)
  })

  test('a call that nobody waits for does not count as a lost connection', async () => {
    browser('#token=s3cret')
    keepToken()
    const leaving = new AbortController()
    vi.stubGlobal('fetch', async () => {
      leaving.abort()
      throw new DOMException('aborted', 'AbortError')
    })
    await api.rows({ kind: 'captures' }, leaving.signal)
    expect(reach()).toBe('there')
  })
})

describe('in the desktop window', () => {
  test('calls go through the bridge', async () => {
    const uninstall = installFake(fakeApi({ captures: [aCapture(1)] }))
    expect(await api.rows({ kind: 'captures' })).toMatchObject({ ok: { total: 1 } })
    uninstall()
  })

  test('a bridge that breaks is a failure, not an exception', async () => {
    const broken = fakeApi()
    broken.about = () => Promise.reject(new Error('gone'))
    const uninstall = installFake(broken)
    expect(await api.about({})).toHaveProperty('failed')
    uninstall()
  })
})
