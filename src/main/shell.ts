import { app, session, shell } from 'electron'
import { isAllowedOutside } from './links.ts'

// Copying an address to the clipboard; everything else a page could ask for is refused.
const permissions: readonly string[] = ['clipboard-sanitized-write']

/** Keeps every page where it is: no navigation, no other window, no embedded page, no permission. */
export function confinePages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (isAllowedOutside(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}

/** To be called once Electron is ready. */
export function refusePermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(permissions.includes(permission)),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permissions.includes(permission))
}
