import http from 'node:http'
import { listen, type Running } from './listen.ts'

/**
 * A server that loses its session after the second request, and says so in words that nobody knows: 409, error -32050 `Unterhaltung
 * beendet`.
 */
export function startStranger(): Promise<Running> {
  let asked = 0
  const server = http.createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      asked++
      const result = asked === 1 ? { protocolVersion: '2025-03-26', capabilities: {} } : { tools: [] }
      const error = { code: -32_050, message: 'Unterhaltung beendet' }
      response.writeHead(asked > 2 ? 409 : 200, { 'Content-Type': 'application/json', 'Mcp-Session-Id': 's-1' })
      response.end(JSON.stringify({ jsonrpc: '2.0', id: asked, ...(asked > 2 ? { error } : { result }) }))
    })
  })
  return listen(server, '/mcp')
}

/** What its client asks, one after the other; `url`: of the server or of a tap. */
export async function askStranger(url: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' }
  const params = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'client', version: '1' } }
  for (const [n, method] of ['initialize', 'tools/list', 'tools/list'].entries()) {
    const session: Record<string, string> = n === 0 ? {} : { 'Mcp-Session-Id': 's-1' }
    const body = JSON.stringify({ jsonrpc: '2.0', id: n + 1, method, params: n === 0 ? params : {} })
    const answer = await fetch(url, { method: 'POST', headers: { ...headers, ...session }, body })
    await answer.text()
  }
}

/** What a user puts into lexicon.json for it. */
export const WORDS = [{ says: 'unknown', status: 409, code: -32_050, text: 'beendet', who: 'our gateway' }]
