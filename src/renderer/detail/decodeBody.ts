import type { Answer } from '../../core/api.ts'

const formats: Record<string, CompressionFormat> = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate' }

/** Text of a body's bytes. `encoding`: its `Content-Encoding`. Fails for what the browser cannot decompress. */
export async function decodeBody(base64: string, encoding: string | null): Promise<Answer<string>> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  if (!encoding || encoding.toLowerCase() === 'identity') return { ok: new TextDecoder().decode(bytes) }
  const format = formats[encoding.trim().toLowerCase()]
  if (!format) return broken(`The body is compressed with ${encoding}, which this window cannot undo.`)
  try {
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format))
    return { ok: await new Response(plain).text() }
  } catch {
    return broken(`The body says that it is compressed with ${encoding}, and is not, or not all of it was kept.`)
  }
}

function broken(message: string): { failed: { kind: 'unexpected'; message: string; advice: string } } {
  const advice = 'The command line writes its bytes as they came: tapscope show FRAME --raw.'
  return { failed: { kind: 'unexpected', message, advice } }
}
