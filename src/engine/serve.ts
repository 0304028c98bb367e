import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Answer, Api, Failure } from '../core/api.ts'
import { answer, parseInput } from '../core/inputs.ts'
import { isApiMethod } from '../core/methods.ts'
import { readPage } from './page.ts'

export interface ServeOptions {
  api: Api
  /** Folder of the built interface. */
  pages: string
  /** 0 or absent: any free port. */
  port?: number | undefined
}

export interface Serving {
  /** Where to point a browser, token included. */
  url: string
  /** Ends every connection, waiting calls included. The engine behind it stays open. */
  close(): Promise<void>
}

interface Door {
  api: Api
  pages: string
  /** SHA-256 of the token: comparing equally long hashes takes equally long. */
  token: Buffer
}

interface Refusal {
  status: number
  failed: Failure
  allow?: string
}

/** What the contract promises to a `rows` that does not say how long it waits. */
const DEFAULT_WAIT_MS = 20_000
/** Short enough that nobody minds one for nothing, long enough that its query is no load. */
const SLICE_MS = 5_000

const longestBody = 16 * 1024 * 1024

/**
 * The interface in a browser: its files, and the contract as `POST /api/<method>`, on 127.0.0.1. Every start has its own
 * token; without it, from another site or under another name nothing is answered. Fails with `port-taken`.
 */
export async function serve(options: ServeOptions): Promise<Answer<Serving>> {
  const token = randomBytes(32).toString('base64url')
  const door = { api: options.api, pages: options.pages, token: hash(token) }
  const server = createServer((request, response) => void respond(door, request, response))
  try {
    server.listen(options.port ?? 0, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const message = `The interface cannot be served: ${said}.`
    return { failed: { kind: 'port-taken', message, advice: 'Choose another port, or none to get any free one.' } }
  }
  const url = `http://127.0.0.1:${portOf(server)}/#token=${token}`
  return { ok: { url, close: () => close(server) } }
}

async function respond(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A browser that leaves in mid-answer is no error of ours.
  response.on('error', () => {})
  const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/'
  const stranger = refuseStranger(request)
  if (stranger) return refuse(response, stranger)
  if (path.startsWith('/api/')) return respondApi(door, path.slice('/api/'.length), request, response)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, wrongMethod('GET, HEAD'))
  const page = await readPage(door.pages, path)
  if (!page) return refuse(response, noPage)
  response.writeHead(200, page.headers).end(request.method === 'HEAD' ? undefined : page.body)
}

async function respondApi(door: Door, method: string, request: IncomingMessage, response: ServerResponse) {
  const refused = refuseCall(door, request) ?? (isApiMethod(method) ? null : noMethod)
  if (refused) return refuse(response, refused)
  const body = await readBody(request)
  if (body === 'gone') return
  if (body === 'too long') return refuse(response, tooLong)
  const value = parse(body)
  if (!value) return refuse(response, notJson)
  const isGone = () => response.destroyed
  send(response, 200, await answerPatiently(door.api, method, value.json, isGone))
}

/** As `answer`, but a call that waits is asked for in slices: it ends soon after whoever waited has gone. */
async function answerPatiently(
  api: Api,
  method: string,
  input: unknown,
  isGone: () => boolean,
): Promise<Answer<unknown>> {
  const parsed = method === 'rows' || method === 'timeline' ? parseInput(method, input) : undefined
  if (!parsed || 'failed' in parsed || parsed.ok.since === undefined) return answer(api, method, input)
  const { since, waitMs = DEFAULT_WAIT_MS } = parsed.ok
  for (let left = waitMs; ; left -= SLICE_MS) {
    const answered = await answer(api, method, { ...parsed.ok, waitMs: Math.max(0, Math.min(left, SLICE_MS)) })
    if (left <= SLICE_MS || isGone() || !isUnchanged(answered, since)) return answered
  }
}

function isUnchanged(answered: Answer<unknown>, since: string): boolean {
  const page = 'ok' in answered ? answered.ok : null
  return typeof page === 'object' && page !== null && 'revision' in page && page.revision === since
}

/** Whoever asks under another name came by DNS rebinding, and whoever comes from another origin by a stranger's page. */
function refuseStranger(request: IncomingMessage): Refusal | null {
  const { host, origin } = request.headers
  const port = request.socket.localPort
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return wrongHost
  return origin === undefined || origin === `http://${host}` ? null : wrongOrigin
}

function refuseCall(door: Door, request: IncomingMessage): Refusal | null {
  if (request.method !== 'POST') return wrongMethod('POST')
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (!timingSafeEqual(hash(token), door.token)) return noToken
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  return type === 'application/json' ? null : notJson
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'too long' | 'gone'> {
  if (Number(request.headers['content-length'] ?? 0) > longestBody) return 'too long'
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const bytes: Buffer = chunk
      size += bytes.length
      if (size > longestBody) return 'too long'
      chunks.push(bytes)
    }
  } catch {
    return 'gone'
  }
  return Buffer.concat(chunks)
}

function parse(body: Buffer): { json: unknown } | null {
  try {
    return { json: JSON.parse(body.toString()) }
  } catch {
    return null
  }
}

function refuse(response: ServerResponse, { status, failed, allow }: Refusal): void {
  if (allow) response.setHeader('allow', allow)
  send(response, status, { failed })
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value))
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
  response.end(body)
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

const wrongHost: Refusal = {
  status: 403,
  failed: {
    kind: 'bad-input',
    message: 'This is not the name under which Tapscope answers.',
    advice: 'Use the address that `tapscope serve` printed.',
  },
}

const wrongOrigin: Refusal = {
  status: 403,
  failed: {
    kind: 'bad-input',
    message: 'Tapscope answers its own pages only, and this request comes from another one.',
    advice: 'Open the address that `tapscope serve` printed.',
  },
}

const noToken: Refusal = {
  status: 401,
  failed: {
    kind: 'bad-input',
    message: 'The token is missing, or it is that of another start.',
    advice: 'Open the address that `tapscope serve` printed, token included.',
  },
}

const noPage: Refusal = {
  status: 404,
  failed: { kind: 'not-found', message: 'There is no such page.', advice: 'Open `/`.' },
}

const noMethod: Refusal = {
  status: 404,
  failed: {
    kind: 'not-found',
    message: 'There is no such method.',
    advice: 'Call a method of the contract, such as `about`.',
  },
}

const notJson: Refusal = {
  status: 415,
  failed: {
    kind: 'bad-input',
    message: 'The body is not JSON.',
    advice: 'Send a JSON object with `Content-Type: application/json`.',
  },
}

const tooLong: Refusal = {
  status: 413,
  failed: {
    kind: 'bad-input',
    message: 'The body is longer than 16 MiB.',
    advice: 'Send less; a long trace is read by `tapscope import FILE`.',
  },
}

function wrongMethod(allow: string): Refusal {
  const message = 'This address does not take that HTTP method.'
  return { status: 405, failed: { kind: 'bad-input', message, advice: `Use ${allow}.` }, allow }
}
