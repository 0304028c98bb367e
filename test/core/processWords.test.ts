import { expect, test } from 'vitest'
import type { ProcessLife } from '../../src/core/shown.ts'
import { commandLine, hasFailed, lifeWords } from '../../src/core/processWords.ts'

const running: ProcessLife = { command: ['node'], failure: null, isCaptured: true, exit: null }

const ended = (exit: Partial<NonNullable<ProcessLife['exit']>>): ProcessLife => ({
  ...running,
  exit: {
    frame: 9,
    at: '2026-11-21T09:00:00.000000Z',
    code: null,
    signal: null,
    sent: null,
    afterStdin: false,
    ...exit,
  },
})

test.each([
  [running, 'is running', false],
  [{ ...running, isCaptured: false }, 'was running when its capture broke off', false],
  [{ ...running, failure: 'spawn x ENOENT' }, 'could not be started: spawn x ENOENT', true],
  [ended({ code: 0, afterStdin: true }), 'ended with exit code 0, after its client had closed stdin', false],
  [ended({ code: 0 }), 'ended by itself with exit code 0', false],
  [ended({ code: 7 }), 'ended by itself with exit code 7', true],
  [ended({ code: 5, sent: 'SIGTERM' }), 'ended with exit code 5, after its client had sent SIGTERM', true],
  [ended({ signal: 'SIGTERM', sent: 'SIGTERM' }), 'ended by SIGTERM, which its client sent', false],
  [ended({ signal: 'SIGKILL', sent: 'SIGTERM' }), 'killed by SIGKILL, which did not come through the tap', true],
  [ended({ signal: 'SIGSEGV' }), 'killed by SIGSEGV, which did not come through the tap', true],
])('%j %s', (life, words, failed) => {
  expect([lifeWords(life), hasFailed(life)]).toEqual([words, failed])
})

test('a command can be read, and pasted into a shell', () => {
  expect(commandLine(['npx', '-y', '@scope/server@1.2', '--key=[redacted]'])).toBe(
    'npx -y @scope/server@1.2 --key=[redacted]',
  )
  expect(commandLine(['node', '-e', "say('hi there')", ''])).toBe(`node -e 'say('\\''hi there'\\'')' ''`)
})
