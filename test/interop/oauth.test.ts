import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { StartTap } from '../../src/core/api.ts'
import type { ShownExchange } from '../../src/core/shown.ts'
import type { ExchangeRow } from '../../src/core/exchange.ts'
import { type SignedIn, signIn, signInModern } from '../clients/oauth.ts'
import { type OAuthServer, startOAuth } from '../servers/oauth.ts'
import { loudFindings } from './healthy.ts'
import { exchangeIn, okOf, tapInFrontOf, type Tapped } from './tapped.ts'

const clients: [generation: string, signIn: (url: string) => Promise<SignedIn>][] = [
  ['v1', signIn],
  ['v2', signInModern],
]

const hasCalled = (rows: ExchangeRow[]) => rows.some(({ rpc, end }) => rpc === 'tools/call greet' && end !== null)

/** A change of one address in metadata, as it is shown. */
const mapped = (name: string, rest: string, [from, to]: [string, string]) =>
  `metadata → ${name} "${from}${rest}" → ${name} "${to}${rest}"`

/** Everything that is stored, in bytes. */
async function storedIn(tapped: Tapped): Promise<Buffer> {
  const { dataFolder } = okOf(await tapped.api.about({}))
  const names = await readdir(dataFolder)
  return Buffer.concat(await Promise.all(names.map((name) => readFile(path.join(dataFolder, name)))))
}

/** A tap of the test in front of a server. */
async function tap(server: OAuthServer, options: Omit<StartTap, 'url'> = {}): Promise<Tapped> {
  const tapped = await tapInFrontOf(server.url, options)
  onTestFinished(() => tapped.close())
  return tapped
}

describe.each(clients)('an SDK client %s and a server that accepts only tokens for itself', (_generation, signInTo) => {
  let server: OAuthServer
  let tapped: Tapped
  let signedIn: SignedIn
  let shown: Map<string, ShownExchange>

  beforeAll(async () => {
    server = await startOAuth({ strict: true })
    tapped = await tapInFrontOf(server.url)
    signedIn = await signInTo(tapped.url)
    const rows = await tapped.rows('exchanges', hasCalled)
    shown = new Map()
    for (const { frame, captureId, method, url, status } of rows) {
      const at = url.startsWith(server.issuer) ? 'issuer' : 'server'
      const name = `${method} ${at}${new URL(url).pathname} ${status}`
      if (!shown.has(name)) shown.set(name, exchangeIn(await tapped.api.show({ captureId, frame })))
    }
  })
  afterAll(async () => {
    await tapped?.close()
    await server?.close()
  })

  test('sees through a tap what it sees without one', async () => {
    const direct = await signInTo(server.url)
    expect(signedIn.tools).toContain('greet')
    expect([signedIn.tools, signedIn.greeting]).toEqual([direct.tools, direct.greeting])
  })

  test('and every step of its way is in the capture, with every change and its original', () => {
    const { host } = new URL(tapped.url)
    const changes = new Map(
      [...shown].map(([name, { rewrites }]) => [name, rewrites.map((change) => Object.values(change).join(' → '))]),
    )
    const front = /127\.0\.0\.1:\d+/.exec(changes.get('POST issuer/token 200')?.[0] ?? '')?.[0] ?? ''
    const { origin } = new URL(server.url)
    const toIssuer = `server → http://${front} → ${server.issuer}`
    const toServer = `resource → http://${host}/mcp → ${server.url}`
    const ofIssuer: [string, string] = [server.issuer, `http://${front}`]
    expect(Object.fromEntries(changes)).toMatchObject({
      'POST server/mcp 401': [
        `resource-metadata → ${origin}/.well-known/oauth-protected-resource/mcp → http://${host}/.well-known/oauth-protected-resource/mcp`,
      ],
      'GET server/.well-known/oauth-protected-resource/mcp 200': [
        mapped('resource', '/mcp', [origin, `http://${host}`]),
        `metadata → authorization_servers ["${server.issuer}/"] → authorization_servers ["http://${front}/"]`,
      ],
      'GET issuer/.well-known/oauth-authorization-server 200': [
        toIssuer,
        mapped('issuer', '/', ofIssuer),
        mapped('authorization_endpoint', '/authorize', ofIssuer),
        mapped('token_endpoint', '/token', ofIssuer),
        mapped('registration_endpoint', '/register', ofIssuer),
      ],
      'POST issuer/register 201': [toIssuer],
      'GET issuer/authorize 302': [toIssuer, toServer],
      'POST issuer/token 200': [toIssuer, toServer],
      'POST server/mcp 200': [],
    })
  })

  test('leaves no credential in the log, and the same hash for the same one', async () => {
    const stored = await storedIn(tapped)
    const { tokens, code, clientSecret, verifier } = signedIn
    for (const secret of [tokens?.access_token, code, clientSecret, verifier]) {
      expect(secret).toMatch(/.{20}/)
      expect(stored.includes(secret ?? '')).toBe(false)
    }
    expect(stored.includes('oauth-protected-resource')).toBe(true)
    const texts = new Map([...shown].map(([name, value]) => [name, JSON.stringify(value)]))
    const mark = (text: RegExp, name: string) => text.exec(texts.get(name) ?? '')?.[1]
    const MARK = String.raw`\[sha256 (\w{12})\]`
    const bearer = mark(RegExp(`Bearer ${MARK}`), 'POST server/mcp 200')
    expect(bearer).toBeDefined()
    expect(mark(RegExp(String.raw`\\"access_token\\":\\"${MARK}`), 'POST issuer/token 200')).toBe(bearer)
    const sent = mark(RegExp(`[?&"]code=${MARK}`), 'POST issuer/token 200')
    expect(sent).toBeDefined()
    expect(mark(RegExp(`callback\\?code=${MARK}`), 'GET issuer/authorize 302')).toBe(sent)
    expect(mark(RegExp(`client_secret=${MARK}`), 'POST issuer/token 200')).toBe(
      mark(RegExp(String.raw`client_secret\\":\\"${MARK}`), 'POST issuer/register 201'),
    )
  })

  test('raises nothing above a note', async () => {
    expect(await loudFindings(tapped)).toEqual([])
  })

  test('shows bodies without credentials as kept in full', () => {
    const { requestBody } = shown.get('POST issuer/token 200')!
    expect(requestBody?.kept).toBe(requestBody?.size)
  })

  test('can be replayed with its token while the tap runs', async () => {
    const { captureId, frame } = shown.get('POST server/mcp 200')!.exchange
    const { status } = okOf(await tapped.api.replay({ captureId, frame, mode: 'exact', confirmed: true }))
    expect(status).toEqual({ original: 200, replay: 200 })
  })

  test('can be replayed at the authorization server, with the secret of the client, though its code is used up', async () => {
    const { captureId, frame } = shown.get('POST issuer/token 200')!.exchange
    const { status } = okOf(await tapped.api.replay({ captureId, frame, mode: 'exact' }))
    // A client that is not known gets 400; of a code that is not known the example makes 500.
    expect(status).toEqual({ original: 200, replay: 500 })
    expect((await storedIn(tapped)).includes(signedIn.code ?? '')).toBe(false)
  })
})

describe.each(clients)('an SDK client %s', (_generation, signInTo) => {
  test('comes through a tap that changes nothing only as far as the metadata', async () => {
    const server = await startOAuth()
    onTestFinished(() => server.close())
    const tapped = await tap(server, { auth: 'pass' })
    const { host } = new URL(tapped.url)
    await expect(signInTo(tapped.url)).rejects.toThrow(
      `Protected resource ${server.url} does not match expected http://${host}/mcp`,
    )
    const rows = await tapped.rows('exchanges', (all) => all.length > 0 && all.every(({ end }) => end !== null))
    for (const { captureId, frame } of rows) {
      expect(exchangeIn(await tapped.api.show({ captureId, frame })).rewrites).toEqual([])
    }
  })

  test('signs in where any token will do as well, and on request its credentials are kept', async () => {
    const server = await startOAuth()
    onTestFinished(() => server.close())
    const tapped = await tap(server, { keepCredentials: true })
    const { tokens, code } = await signInTo(tapped.url)
    await tapped.rows('exchanges', hasCalled)
    const stored = await storedIn(tapped)
    expect([tokens?.access_token, code].map((secret) => stored.includes(secret ?? '?'))).toEqual([true, true])
    expect(await tapped.rows('captures', () => true)).toMatchObject([{ credentials: 'kept' }])
  })
})
