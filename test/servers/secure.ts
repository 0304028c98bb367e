import { readFileSync } from 'node:fs'
import https from 'node:https'
import { join } from 'node:path'
import { listen, type Running } from './listen.ts'

/** A certificate that nobody but its own holder has signed, for the name `localhost`, and its key. */
export const tlsFiles = {
  certificate: join(import.meta.dirname, 'tls', 'certificate.pem'),
  key: join(import.meta.dirname, 'tls', 'key.pem'),
}

export interface SecureServer extends Running {
  /** How each request ended, oldest first: whole, or broken off by its client. */
  ends: ('whole' | 'broken off')[]
}

/** An https server that answers `/stream` with one event and an open end, all else with the request's Host. */
export async function startSecure(): Promise<SecureServer> {
  const ends: SecureServer['ends'] = []
  const options = {
    key: readFileSync(tlsFiles.key),
    cert: readFileSync(tlsFiles.certificate),
  }
  const server = https.createServer(options, (request, response) => {
    response.on('close', () => ends.push(response.writableFinished ? 'whole' : 'broken off'))
    if (request.url === '/stream') response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n')
    else response.end(request.headers.host)
  })
  server.on('tlsClientError', () => {})
  const running = await listen(server, '/')
  return { ...running, url: running.url.replace('http://127.0.0.1', 'https://localhost'), ends }
}
