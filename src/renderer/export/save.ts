/** What was offered last; it is given up when something else is. */
let offered: string | null = null

/** Hands a file to whoever shows this page: a browser puts it where its downloads go, the desktop window asks where. */
export function saveFile(name: string, content: Blob): void {
  if (offered !== null) URL.revokeObjectURL(offered)
  offered = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = offered
  link.download = name
  link.click()
}
