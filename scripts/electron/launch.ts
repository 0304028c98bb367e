import type { Electron } from './choose.ts'

/** The environment and the switches that this Electron needs here, whoever starts it. */
export function launchOptions({ addon }: Electron): { env: Record<string, string>; switches: string[] } {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env // an editor's terminal may set it
  const env = Object.fromEntries(
    Object.entries(inherited).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const switches: string[] = []
  // Chromium's sandbox refuses to run as root.
  if (process.getuid?.() === 0) switches.push('--no-sandbox')
  if (env['WAYLAND_DISPLAY'] && !env['DISPLAY']) switches.push('--ozone-platform=wayland')
  return { env: addon ? { ...env, TAPSCOPE_SQLITE_ADDON: addon } : env, switches }
}
