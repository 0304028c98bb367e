import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The folder of database and settings: `TAPSCOPE_DATA`, else the operating system's place for application data. */
export function dataFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env['TAPSCOPE_DATA']) return resolve(env['TAPSCOPE_DATA'])
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Tapscope')
  // Not APPDATA: that one roams, and a database of captured traffic has no business on a file server.
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Tapscope')
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'tapscope')
}
