// Where the interface may send somebody: the specification that findings quote.
const hosts: readonly string[] = ['modelcontextprotocol.io']

/** Whether a link may be opened in the system's browser. Captured content could name any address, or any program. */
export function isAllowedOutside(link: string): boolean {
  if (!URL.canParse(link)) return false
  const { protocol, host, username } = new URL(link)
  return protocol === 'https:' && hosts.includes(host) && username === ''
}
