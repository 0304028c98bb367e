import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'

/** A file of the built interface as it is sent, by the desktop window's scheme and by the browser face alike. */
export interface Page {
  headers: Record<string, string>
  body: Buffer<ArrayBuffer>
}

// What the build writes; anything else in the folder is not served.
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/**
 * Reads one file of the interface. `folder` is the built renderer, `pathname` that of the URL, still encoded; `/` is
 * index.html, which gets a fresh nonce. Null if there is no such file, or it lies elsewhere.
 */
export async function readPage(folder: string, pathname: string): Promise<Page | null> {
  const file = locate(folder, pathname)
  const type = file && types[extname(file)]
  if (!file || !type) return null
  const stored = await readFile(file).catch(() => null)
  if (!stored) return null
  const nonce = randomBytes(16).toString('base64')
  const isIndex = extname(file) === '.html'
  const body = isIndex ? Buffer.from(stored.toString().replaceAll('__CSP_NONCE__', nonce)) : stored
  const headers = {
    'content-type': type,
    'content-length': String(body.length),
    // The names of the files in this folder change with their content.
    'cache-control': pathname.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store',
    'content-security-policy': policy(nonce),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  }
  return { headers, body }
}

function locate(folder: string, pathname: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  // A backslash separates folders on Windows, and a drive's colon leaves the folder altogether.
  if (/[\\:\0]/.test(path)) return null
  const root = resolve(folder)
  const file = resolve(root, path === '/' ? 'index.html' : `.${path}`)
  return file.startsWith(root + sep) ? file : null
}

/** Captured content must never become script: no inline code, no foreign source, no `innerHTML` outside one policy. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')
}
