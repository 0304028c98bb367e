import { fated } from './fate.ts'
import type { AnyRule } from './rule.ts'

const SPEC = '2024-11-05 basic/transports#http-with-sse'

/** HTTP+SSE: how its stream opens, and where its messages go. */
export const sseRules: readonly AnyRule[] = [
  {
    id: 'sse-message-session-unknown',
    severity: 'error',
    side: 'server',
    title: 'The server does not know the session that it announced',
    recognised:
      'A POST to an announced message URL is refused because of its session while the stream is open. With four tries in vain it becomes ' +
      'sse-two-transports-mounted, with some that work sse-cross-worker-routing, and after the end of the stream sse-message-after-stream-closed.',
    fix: {
      server:
        'Let one SseServerTransport serve both routes, the stream and the messages; let the SDK own the ids and look them up nowhere else; run one process.',
      client: 'Open the stream anew and initialize; no credential is at fault.',
    },
    spec: SPEC,
    explains: ['sse-two-transports-mounted', 'sse-cross-worker-routing'],
    on: 'session',
    check: fated('sse-message-session-unknown'),
  },
  {
    id: 'sse-two-transports-mounted',
    severity: 'error',
    side: 'server',
    title: 'Streams and messages are served by two session registries',
    recognised:
      'Every message to an open stream is refused because of its session, on four tries or more: new streams, or new connections. If some are ' +
      'taken, it is sse-cross-worker-routing.',
    fix: {
      server:
        'Share one SseServerTransport between both routes, made once outside the handlers; delete session dictionaries of your own ' +
        '(active_sessions); look whether the module is imported twice.',
    },
    spec: SPEC,
    scope: 'capture',
    explains: ['sse-message-session-unknown', 'sse-cross-worker-routing'],
    on: 'session',
    check: fated('sse-two-transports-mounted'),
  },
  {
    id: 'sse-cross-worker-routing',
    severity: 'error',
    side: 'between',
    title: 'Streams and messages land on different processes',
    recognised:
      'Of messages to open streams, some are taken and some refused because of their session; or the answers come from different instances.',
    fix: {
      operator: 'Route by the session parameter of the query or a cookie; or run one process (uvicorn --workers 1).',
      server: 'Move to Streamable HTTP without sessions, or to 2026-07-28: HTTP+SSE keeps each session in one process.',
      client: 'Send cookies back with every message.',
    },
    spec: SPEC,
    scope: 'capture',
    on: 'session',
    check: fated('sse-cross-worker-routing'),
  },
  {
    id: 'sse-message-after-stream-closed',
    severity: 'error',
    side: 'client',
    title: 'A message was posted after its stream had ended',
    recognised:
      'The stream that announced the session ended, and a later message with its id is refused. Who ended the stream is at fault: a client that ' +
      'left uses a dead session; a server that ended it surprised its client.',
    fix: {
      client:
        'Tie messages to the life of the stream: when it ends, fail what is pending, connect anew and initialize.',
      server: 'Do not end streams that are in use; refusing the message is right.',
      operator: 'If something cuts idle streams, mend that first.',
    },
    spec: '2024-11-05 basic/lifecycle#shutdown',
    on: 'session',
    check: fated('sse-message-after-stream-closed'),
  },
  {
    id: 'sse-transport-not-started',
    severity: 'error',
    side: 'server',
    title: 'The message reached a transport whose stream is not up',
    recognised:
      'A POST to an open session is refused because its transport has no stream yet, or none any more, on the side of the server.',
    fix: {
      server: 'Store the transport after start() (connect()) has resolved, and remove it when the stream closes.',
      client: 'Wait for endpoint before the first POST.',
    },
    spec: SPEC,
    on: 'session',
    check: fated('sse-transport-not-started'),
  },
]
