import { AFTERMATH, fated } from './fate.ts'
import type { AnyRule } from './rule.ts'

const SPEC = '2025-11-25 basic/transports#session-management'

/** Session ids: who issued them, and what became of them on the way. */
export const sessionRules: readonly AnyRule[] = [
  {
    id: 'session-id-never-issued',
    severity: 'error',
    side: 'client',
    title: 'This session id was never issued by this server',
    recognised:
      'A request carries an id that stood on no answer in the capture, and the server refuses it. An id that was issued and ' +
      'lost, one that was minted on a refusal, and one that differs from an issued one by its spelling are other findings. Whether ' +
      'the application handed the id out itself, and whether real ids look different, make it certain.',
    fix: {
      server:
        'Never create protocol sessions beforehand: let initialize issue the id, make your own record of it on the first request, and key ' +
        "it by the SDK's id. No SDK lets you register ids of your own.",
      client: 'Send initialize without a session id and use exactly the Mcp-Session-Id that its answer brings.',
      operator: 'A gateway must keep its own ids on its own side, and take them off what it sends to the server.',
    },
    spec: SPEC,
    explains: [
      ...AFTERMATH,
      'initialize-skipped-preset-session-id',
      'session-id-on-initialize',
      'two-session-managers',
    ],
    on: 'session',
    check: fated('session-id-never-issued'),
  },
  {
    id: 'session-id-mutated',
    severity: 'error',
    side: 'client',
    title: 'The session id came back altered',
    recognised:
      'A refused id differs from an issued one only by case, dashes, quotes, encoding, by what is joined to it or cut off. Dashes and ' +
      'capitals in the query of HTTP+SSE do not matter to Python, which reads the id as a UUID.',
    fix: {
      client: 'Treat the id as an opaque text and send it back letter by letter.',
      server: 'Issue ids of visible ASCII characters without quotes, commas or spaces.',
      operator: 'Look for what joins, quotes or changes the case of headers.',
    },
    spec: SPEC,
    explains: AFTERMATH,
    on: 'session',
    check: fated('session-id-mutated'),
  },
  {
    id: 'session-id-adopted-from-error',
    severity: 'error',
    side: 'client',
    title: 'The client took the id on a refusal for its session',
    recognised:
      'A refused id stood before on an answer that established nothing: Python attaches a fresh id to each refusal of a request without one, ' +
      'and up to 1.29.1 and 2.1.1 that session is alive and never initialized.',
    fix: {
      client:
        'Take the id only from the successful answer to initialize (version 1 of the TypeScript client takes it from any answer; version 2 does not).',
      server: 'Upgrade mcp to 1.30.0 or 2.2.0, where such ids are dead; do not issue ids on refusals.',
    },
    spec: SPEC,
    explains: AFTERMATH,
    on: 'session',
    check: fated('session-id-adopted-from-error'),
  },
  {
    id: 'stateless-rejects-session-header',
    severity: 'error',
    side: 'client',
    title: 'A stateless server refuses the session id',
    recognised:
      'A request with an id is refused by a server that keeps no sessions: it says so (C#), or its own InitializeResult came without an id. ' +
      'Most stateless servers ignore the header.',
    fix: {
      client: 'Send no Mcp-Session-Id if the answer to initialize bore none; on this refusal, initialize anew.',
      server:
        'Ignore the header. If the server became stateless (the default of the C# SDK since 2.0), clients from before still send ids.',
    },
    spec: SPEC,
    explains: AFTERMATH,
    on: 'session',
    check: fated('stateless-rejects-session-header'),
  },
]
