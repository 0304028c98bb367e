import { expect, test } from 'vitest'
import { meetClient, meetServer } from '../../src/core/identity.ts'
import { readMessages } from '../../src/core/jsonrpc.ts'
import { aSession } from '../rows.ts'

const nobody = { client: null, server: null, clientCapabilities: [], serverCapabilities: [] }

function message(body: object) {
  const [decoded] = readMessages(JSON.stringify({ jsonrpc: '2.0', id: 1, ...body })) ?? []
  if (!decoded) throw new Error('no message')
  return decoded
}

const hello = (name: string, capabilities: object) =>
  message({ method: 'initialize', params: { clientInfo: { name }, capabilities } })
const welcome = (name: string, capabilities: object) => message({ result: { serverInfo: { name }, capabilities } })

test('both sides say who they are and what they can', () => {
  const row = aSession(nobody)
  meetClient(row, hello('c', { sampling: {}, roots: { listChanged: true } }))
  meetServer(row, welcome('s', { tools: { listChanged: false }, logging: {} }))
  expect(row).toMatchObject({
    client: 'c',
    server: 's',
    clientCapabilities: ['sampling', 'roots', 'roots.listChanged'],
    serverCapabilities: ['tools', 'logging'],
  })
})

test('what was said stands, until a handshake says it anew', () => {
  const row = aSession(nobody)
  meetClient(row, hello('c', { sampling: {} }))
  meetServer(row, welcome('s', { tools: {} }))
  meetClient(row, hello('other', { roots: {} }))
  meetServer(row, welcome('other', { prompts: {} }))
  expect([row.client, row.server, row.clientCapabilities, row.serverCapabilities]).toEqual([
    'c',
    's',
    ['sampling'],
    ['tools'],
  ])
  meetClient(row, hello('other', {}), true)
  meetServer(row, welcome('other', {}), true)
  expect([row.client, row.server, row.clientCapabilities, row.serverCapabilities]).toEqual(['other', 'other', [], []])
})

test('a modern request declares what its client can in its _meta', () => {
  const row = aSession(nobody)
  const capabilities = { extensions: { 'io.modelcontextprotocol/tasks': {} } }
  const _meta = { 'io.modelcontextprotocol/clientCapabilities': capabilities }
  meetClient(row, message({ method: 'tools/list', params: { _meta } }))
  expect(row.clientCapabilities).toEqual(['extensions', 'extensions.io.modelcontextprotocol/tasks'])
})
