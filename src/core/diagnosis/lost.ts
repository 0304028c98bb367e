import { AFTERMATH, fated } from './fate.ts'
import type { AnyRule } from './rule.ts'

const SPEC = '2025-11-25 basic/transports#session-management'
const LOSSES = [...AFTERMATH, 'delete-rejected'] as const

/** Sessions that a server issued and then refuses: who lost them. */
export const lostRules: readonly AnyRule[] = [
  {
    id: 'two-session-managers',
    severity: 'error',
    side: 'server',
    title: 'Two session registries disagree inside one server',
    recognised:
      'A successful initialize issues an id, and the very next requests with it are refused, on every try (four, or sent again on new ' +
      'connections). If some work, several processes answer; if there was a restart, it is that. With fewer tries both are named.',
    fix: {
      server:
        'Keep exactly one session manager. Python: one StreamableHTTPSessionManager for the life of the application, made outside the ' +
        'endpoint. TypeScript: store each StreamableHTTPServerTransport in a map in onsessioninitialized and look it up by the header. ' +
        "Reduce managers of your own to records keyed by the SDK's id.",
    },
    spec: SPEC,
    scope: 'capture',
    explains: [...LOSSES, 'session-lost-no-affinity'],
    on: 'session',
    check: fated('two-session-managers'),
  },
  {
    id: 'session-lost-no-affinity',
    severity: 'error',
    side: 'between',
    title: 'Requests of one session reach several instances',
    recognised:
      'The same id now works and now does not, or one session works while another is refused at once; answers come from different ' +
      'instances, or connections decide. After a restart an id never works again; two registries in one process refuse always.',
    fix: {
      operator:
        'Route by Mcp-Session-Id (hash) or a cookie, so that a session stays at one instance; or run one instance (uvicorn --workers 1).',
      server: 'Run stateless, or the 2026-07-28 revision; a shared store does not help live streams in most SDKs.',
      client: 'Keep and send back affinity cookies.',
    },
    spec: SPEC,
    scope: 'capture',
    explains: LOSSES,
    on: 'session',
    check: fated('session-lost-no-affinity'),
  },
  {
    id: 'session-lost-after-restart',
    severity: 'error',
    side: 'server',
    title: 'The server restarted and forgot its sessions',
    recognised:
      'An id that worked is refused for good, and in between the server could not be reached, its streams ended all at once, it became ' +
      'another version, or every older session was lost while later ones work.',
    fix: {
      client: 'On 404, initialize anew without an id and repeat what is safe to repeat.',
      server:
        'Answer 404 for ids that you do not know. Keep sessions in an external store where the SDK offers it (C#: ISessionMigrationHandler, ' +
        'rmcp: session_store), or run stateless.',
      operator: 'Drain connections before a deploy; reload (uvicorn --reload) forgets sessions too.',
    },
    spec: SPEC,
    scope: 'capture',
    explains: [
      ...LOSSES,
      'sse-message-after-stream-closed',
      'server-aborted-stream',
      'server-draining',
      'gateway-error',
      'upstream-unreachable',
    ],
    on: 'session',
    check: fated('session-lost-after-restart'),
  },
  {
    id: 'session-expired-idle',
    severity: 'error',
    side: 'server',
    title: 'The session expired while it was not used',
    recognised:
      'An id that worked is refused after a pause longer than any before, nothing else ended it, and sessions in use go on. Twice the ' +
      'same pause makes it certain.',
    fix: {
      server: 'Lengthen the idle time-out (Python: session_idle_timeout), and let pings and open streams count as use.',
      client: 'On 404, initialize anew; send ping while the session is to stay.',
    },
    spec: SPEC,
    explains: LOSSES,
    on: 'session',
    check: fated('session-expired-idle'),
  },
  {
    id: 'session-deleted-then-used',
    severity: 'error',
    side: 'client',
    title: 'The session was ended, and then used',
    recognised:
      'A DELETE of the session succeeded and a later request, no DELETE, still carries its id. Servers that keep no sessions (mcp-go) take ' +
      'it all the same, which is no finding.',
    fix: {
      client: 'Wait for what is in flight, then DELETE, then forget the id; do not share a session between processes.',
    },
    spec: SPEC,
    explains: AFTERMATH,
    on: 'session',
    check: fated('session-deleted-then-used'),
  },
  {
    id: 'session-ended-by-server',
    severity: 'error',
    side: 'server',
    title: 'The server ended a session that its client believes in',
    recognised:
      'An id that was issued and worked is refused: its streams ended at one moment while others live on, or the answer says that it was ' +
      'ended, or another session had just been issued (pushed out at a limit). No DELETE, no long pause, no restart.',
    fix: {
      server:
        'Answer what is pending with an error before you end a session, log id and reason, and answer 404 afterwards. At a limit refuse the new ' +
        'session with 503, or end only idle ones.',
      client:
        'On 404, initialize anew without an id. A GET stream that ends together with an unanswered call is the same sign.',
      operator: "Read the server's log at that moment.",
    },
    spec: SPEC,
    explains: [...LOSSES, 'server-aborted-stream'],
    on: 'session',
    check: fated('session-ended-by-server'),
  },
]
