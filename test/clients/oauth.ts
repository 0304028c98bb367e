import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'

/** What a client went through, and learnt, to be let in. */
export interface SignedIn {
  /** Names of the tools, and what one of them answered. */
  tools: string[]
  greeting: string
  tokens: OAuthTokens | undefined
  code: string | null
  clientSecret: string | undefined
  verifier: string
}

const REDIRECT = 'http://localhost:1/callback'

/** Keeps what an SDK client wants to be kept, and follows the redirects of its sign-in as a browser would. */
function createProvider() {
  let discovery: unknown
  const provider = {
    redirectUrl: REDIRECT,
    clientMetadata: {
      client_name: 'a client',
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: 'client_secret_post',
    },
    information: undefined as OAuthClientInformationMixed | undefined, // set when it has registered
    issued: undefined as OAuthTokens | undefined, // set when it was let in
    verifier: '',
    callback: new URLSearchParams(),
    clientInformation: () => provider.information,
    saveClientInformation: (information: OAuthClientInformationMixed) => void (provider.information = information),
    tokens: () => provider.issued,
    saveTokens: (tokens: OAuthTokens) => void (provider.issued = tokens),
    codeVerifier: () => provider.verifier,
    saveCodeVerifier: (verifier: string) => void (provider.verifier = verifier),
    saveDiscoveryState: (state: unknown) => void (discovery = state),
    discoveryState: () => discovery as never, // what the same client saved
    state: () => 'some-state',
    async redirectToAuthorization(url: URL) {
      let at = url.href
      for (let steps = 0; !at.startsWith(REDIRECT) && steps < 5; steps++) {
        const { headers, status, statusText } = await fetch(at, { redirect: 'manual' })
        const location = headers.get('location')
        if (location === null) throw new Error(`no redirect from ${at}: ${status} ${statusText}`)
        at = new URL(location, at).href
      }
      provider.callback = new URL(at).searchParams
    },
  }
  return provider
}

/** A client of the first generation signs in, lists tools and calls one. */
export async function signIn(url: string): Promise<SignedIn> {
  const provider = createProvider()
  const connect = async () => {
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider })
    const client = new Client({ name: 'first', version: '1.0.0' })
    return { client, transport, ready: client.connect(transport) }
  }
  const refused = await connect()
  await refused.ready.then(letIn, sentAway(provider))
  await refused.transport.finishAuth(provider.callback.get('code') ?? '')
  const { client, ready } = await connect()
  await ready
  return { ...(await work(client)), ...kept(provider) }
}

/** The same for the second one. */
export async function signInModern(url: string): Promise<SignedIn> {
  const provider = createProvider()
  const connect = () => {
    const transport = new ModernTransport(new URL(url), { authProvider: provider })
    const client = new ModernClient({ name: 'second', version: '1.0.0' })
    return { client, transport, ready: client.connect(transport) }
  }
  const refused = connect()
  await refused.ready.then(letIn, sentAway(provider))
  await refused.transport.finishAuth(provider.callback)
  const { client, ready } = connect()
  await ready
  return { ...(await work(client)), ...kept(provider) }
}

const letIn = () => {
  throw new Error('let in without a token')
}

/** A client that was sent to sign in did so; another error is what went wrong. */
const sentAway = (provider: ReturnType<typeof createProvider>) => (error: unknown) => {
  if (!provider.callback.has('code')) throw error
}

async function work(client: ToolUser) {
  const { tools } = await client.listTools()
  const answer = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })
  await client.close()
  return { tools: tools.map(({ name }) => name), greeting: JSON.stringify(answer) }
}

/** What both generations have. */
interface ToolUser {
  close(): Promise<void>
  listTools(): Promise<{ tools: { name: string }[] }>
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<object>
}

function kept({ issued, callback, information, verifier }: ReturnType<typeof createProvider>) {
  return { tokens: issued, code: callback.get('code'), clientSecret: information?.client_secret, verifier }
}
