import { pathname } from '../belong.ts'
import type { OpenExchange } from '../exchange.ts'
import { mediaType } from '../http.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import { answerHeader, requestHeader, type Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

/** What a server or something before it checks of a request head before it looks at what the request says. */
export const gateRules: readonly AnyRule[] = [
  {
    id: 'accept-header-not-acceptable',
    severity: 'error',
    side: 'client',
    title: 'The Accept header does not list what the server may answer with',
    recognised:
      'A request is refused with 406, or with 400 and a text about Accept, and its Accept header lacks application/json or ' +
      'text/event-stream. If both are there, something behind the tap has changed the header.',
    fix: {
      client: 'Send Accept: application/json, text/event-stream on every POST, and text/event-stream on GET.',
      server: 'Accept */* too; a server that only answers JSON needs application/json alone.',
      operator: 'Let the Accept header through as it is.',
    },
    spec: '2025-11-25 basic/transports#sending-messages-to-the-server',
    on: 'refusal',
    check: refusesAccept,
  },
  {
    id: 'content-type-unsupported',
    severity: 'error',
    side: 'client',
    title: 'The request is not declared as application/json',
    recognised:
      'A POST is refused with 415, or with 400 and a text about Content-Type. The same text on a GET or DELETE of the message URL of ' +
      'HTTP+SSE says only that the method is wrong.',
    fix: { client: 'Send Content-Type: application/json on every POST.' },
    spec: '2025-11-25 basic/transports#sending-messages-to-the-server',
    on: 'refusal',
    check: refusesContentType,
  },
  {
    id: 'host-header-rejected',
    severity: 'error',
    side: 'server',
    title: 'The server refused the Host header',
    recognised:
      'A refusal with 421 or 403 whose text names the Host header. Protection against DNS rebinding is meant.',
    fix: {
      server:
        'Add the host and port under which clients reach the server to its list (Python: TransportSecuritySettings(allowed_hosts=…), ' +
        'which wants the port; TypeScript: allowedHosts), or bind to the address that is meant.',
      operator: 'A tunnel or proxy must send the Host that the server expects.',
    },
    spec: '2025-11-25 basic/transports#security-warning',
    scope: 'capture',
    on: 'refusal',
    check: refusesHost,
  },
  {
    id: 'origin-rejected',
    severity: 'error',
    side: 'server',
    title: 'The server refused the Origin header',
    recognised:
      'A refusal with 403 (400 in some releases) whose text names the Origin, of a request that carries one. A 403 of a request ' +
      'without Origin is about something else.',
    fix: {
      server: "Add the client's origin to the server's list of allowed origins.",
      client: 'A client that is no browser should send no Origin.',
    },
    spec: '2025-11-25 basic/transports#security-warning',
    scope: 'capture',
    on: 'refusal',
    check: refusesOrigin,
  },
  {
    id: 'cors-preflight-rejected',
    severity: 'error',
    side: 'server',
    title: 'The browser was not allowed to send the request',
    recognised:
      'An OPTIONS request asks for headers or a method of MCP and the answer does not allow them all, or is a refusal; the request itself ' +
      'does not follow.',
    fix: {
      server:
        'Answer OPTIONS before any authorization, and allow Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Authorization, ' +
        'Last-Event-ID and the methods POST, GET and DELETE. Mcp-Param-* headers must be listed one by one.',
      operator: 'A gateway that answers OPTIONS itself needs the same list.',
    },
    spec: 'Fetch standard, CORS-preflight fetch; 2025-11-25 basic/transports',
    on: 'exchange',
    check: failsPreflight,
  },
  {
    id: 'session-id-cors-not-exposed',
    severity: 'error',
    side: 'server',
    title: 'The browser may not read the session id',
    recognised:
      'The answer to an initialize with an Origin issues an id and does not expose Mcp-Session-Id to scripts, and the client goes on ' +
      'without it. Clients that are no browsers do not mind.',
    fix: {
      server: 'Send Access-Control-Expose-Headers: Mcp-Session-Id with every answer.',
      operator: 'A gateway that sets CORS headers must expose it as well.',
    },
    spec: '2025-11-25 basic/transports#session-management; Fetch standard, CORS-safelisted response headers',
    explains: ['session-id-header-missing-after-issue'],
    on: 'session',
    check: (session, seen) => {
      const { exchanges } = seen.story(session)
      const issued = exchanges.find(({ row }) => row.frame === session.row.issuedBy)
      const bare = exchanges.find(({ row }) => session.row.missingOn.includes(row.frame))
      return issued && bare ? hidesId(issued, bare) : undefined
    },
  },
  {
    id: 'request-body-too-large',
    severity: 'error',
    side: 'client',
    title: 'The request is larger than the server takes',
    recognised: 'A refusal with 413, whoever sent it.',
    fix: {
      client: 'Send large content as a resource or a URL rather than inside the arguments.',
      server: 'Raise the limit if such requests are meant to be sent.',
      operator: 'Raise the limit of the proxy (client_max_body_size of nginx).',
    },
    spec: 'RFC 9110 §15.5.14',
    on: 'refusal',
    check: (exchange) =>
      exchange.row.status === 413
        ? {
            text:
              `A request of ${exchange.row.requestBytes} bytes, ${requestWords(exchange)} on frame ${exchange.row.frame}, was answered ` +
              `${answerWords(exchange)}. ${bodyIsHtml(exchange) ? 'The answer looks like one of a gateway, not of the server.' : ''}`.trim(),
            frames: [asked(exchange, 'is too large'), answered(exchange, 'refuses it')],
            ...(bodyIsHtml(exchange) && { side: 'between' as const }),
          }
        : undefined,
  },
]

const bodyIsHtml = ({ row }: OpenExchange): boolean => mediaType(row.contentType ?? undefined) === 'text/html'

function refusesAccept(exchange: OpenExchange): Evidence | undefined {
  const { row, refusal } = exchange
  if (row.status !== 406 && !(row.status === 400 && /\baccept\b/i.test(refusal ?? ''))) return undefined
  const accept = requestHeader(exchange, 'accept')
  const wanted = row.method === 'GET' ? ['text/event-stream'] : ['application/json', 'text/event-stream']
  const lacking = wanted.filter((type) => !(accept ?? '').toLowerCase().includes(type))
  const frames = [asked(exchange, `Accept: ${accept ?? 'absent'}`), answered(exchange, 'refuses it')]
  const said = `${requestWords(exchange)} on frame ${row.frame} was answered ${answerWords(exchange)}.`
  if (lacking.length === 0)
    return {
      text: `${said} Its Accept header was ${quoted(accept ?? '')}, which lists all that is asked for: something behind the tap has changed it.`,
      frames,
      side: 'between',
      confidence: 'likely',
    }
  const sent = accept === undefined ? 'It had no Accept header' : `Its Accept header was ${quoted(accept)}`
  return { text: `${said} ${sent}, which lacks ${lacking.join(' and ')}.`, frames }
}

function refusesContentType(exchange: OpenExchange): Evidence | undefined {
  const { row, refusal } = exchange
  if (row.method !== 'POST') return undefined
  if (row.status !== 415 && !(row.status === 400 && /content.type/i.test(refusal ?? ''))) return undefined
  const type = requestHeader(exchange, 'content-type')
  const isRight = /^application\/json\s*(;|$)/.test(type ?? '')
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was declared as ${type === undefined ? 'nothing (no Content-Type)' : quoted(type)} ` +
      `and answered ${answerWords(exchange)}.${isRight ? ' The declaration was right when it left the tap.' : ''}`,
    frames: [asked(exchange, `Content-Type: ${type ?? 'absent'}`), answered(exchange, 'refuses it')],
    ...(isRight && { side: 'between' as const, confidence: 'likely' as const }),
  }
}

function refusesHost(exchange: OpenExchange): Evidence | undefined {
  const { row, refusal } = exchange
  // The tap itself turns strange hosts away.
  if (row.end === 'proxy') return undefined
  const names = /\bhost\b/i.test(refusal ?? '')
  if (row.status !== 421 && !((row.status === 403 || row.status === 400) && names && !/origin/i.test(refusal ?? '')))
    return undefined
  const host = requestHeader(exchange, 'host')
  return {
    text:
      `The server answered ${answerWords(exchange)} to ${requestWords(exchange)} on frame ${row.frame}. It only takes hosts that it ` +
      `knows; the tap sends the host of the target's address in place of ${quoted(host ?? 'none')}, so that the target itself is not on its list.`,
    frames: [asked(exchange, 'its Host'), answered(exchange, 'refuses it')],
    confidence: names ? 'certain' : 'likely',
  }
}

function refusesOrigin(exchange: OpenExchange): Evidence | undefined {
  const { row, refusal } = exchange
  const origin = requestHeader(exchange, 'origin')
  if (origin === undefined || (row.status !== 403 && row.status !== 400) || !/origin/i.test(refusal ?? ''))
    return undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} carried Origin: ${origin}, and the server answered ${answerWords(exchange)}. ` +
      'A web page at that origin may not speak to it.',
    frames: [asked(exchange, `Origin: ${origin}`), answered(exchange, 'refuses it')],
  }
}

/** Headers of MCP that a browser must be allowed to send. */
const OF_MCP = /^(mcp-.*|authorization|last-event-id)$/

function failsPreflight(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  if (row.method !== 'OPTIONS' || row.status === null) return undefined
  const wanted = list(requestHeader(exchange, 'access-control-request-headers')).filter((name) => OF_MCP.test(name))
  const method = requestHeader(exchange, 'access-control-request-method')
  if (method === undefined || (wanted.length === 0 && pathname(exchange) !== seen.capture.path)) return undefined
  const headers = list(answerHeader(exchange, 'access-control-allow-headers'))
  const methods = list(answerHeader(exchange, 'access-control-allow-methods'))
  // The wildcard does not cover Authorization (Fetch standard).
  const refused = wanted.filter(
    (name) => !headers.includes(name) && !(headers.includes('*') && name !== 'authorization'),
  )
  const isSimple = method === 'GET' || method === 'POST' || method === 'HEAD'
  const refusesMethod = !isSimple && !methods.includes(method.toLowerCase()) && !methods.includes('*')
  if (row.status < 300 && refused.length === 0 && !refusesMethod) return undefined
  const why = [
    ...(row.status >= 300 ? [`it was answered ${answerWords(exchange)}`] : []),
    ...(refused.length > 0
      ? [
          `the header${refused.length > 1 ? 's' : ''} ${refused.join(', ')} ${refused.length > 1 ? 'are' : 'is'} not allowed`,
        ]
      : []),
    ...(refusesMethod ? [`the method ${method} is not allowed`] : []),
  ]
  return {
    text: `A browser asked on frame ${row.frame} whether it may send ${method} ${exchange.path}: ${why.join(', and ')}. It will not send the request, and the server will not see it.`,
    frames: [asked(exchange, 'asks for permission'), answered(exchange, 'does not give it')],
    about: method,
  }
}

const list = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean)

function hidesId(issued: OpenExchange, bare: OpenExchange): Evidence | undefined {
  const origin = requestHeader(issued, 'origin')
  if (origin === undefined) return undefined
  const exposed = list(answerHeader(issued, 'access-control-expose-headers'))
  if (exposed.includes('mcp-session-id') || exposed.includes('*')) return undefined
  return {
    text:
      `The server issued a session id on frame ${issued.row.frame} to a page at ${origin}, but its answer has no ` +
      `Access-Control-Expose-Headers that names Mcp-Session-Id, so that the browser hides the id from the page. From frame ${bare.row.frame} ` +
      `on the client sends none, and was answered ${answerWords(bare)}.`,
    frames: [answered(issued, 'issues the id and does not expose it'), asked(bare, 'carries no id')],
  }
}
