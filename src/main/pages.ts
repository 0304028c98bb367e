import { protocol } from 'electron'
import { readPage } from '../engine/page.ts'

const origin = 'app://tapscope'

export const startPage = `${origin}/index.html`

/** Whether a frame shows the interface, and nothing else. */
export function isOurPage(url: string | undefined): boolean {
  return url?.startsWith(`${origin}/`) ?? false
}

/** To be called before Electron is ready: only then `app:` has an origin of its own. */
export function announcePages(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
}

/** Answers `app://tapscope/…` from the built interface in `folder`. */
export function answerPages(folder: string): void {
  protocol.handle('app', async ({ url, method }) => {
    const page = isOurPage(url) && method === 'GET' ? await readPage(folder, new URL(url).pathname) : null
    return page ? new Response(page.body, { headers: page.headers }) : new Response(null, { status: 404 })
  })
}
