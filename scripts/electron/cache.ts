import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../alive.ts'

/** Where prepared things lie: outside the checkout, so that every clone shares them. */
export const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tapscope')

/** Whether the folder of this name is in the cache. */
export function isPrepared(name: string): boolean {
  return existsSync(join(cache, name))
}

/**
 * The cached folder of this name, made first when it is not there.
 * It appears only when `make` has succeeded; when two processes make it at once, the first one's stays.
 */
export async function prepared(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name)
  if (existsSync(folder)) return folder
  const draft = `${folder}.${process.pid}`
  await mkdir(draft, { recursive: true })
  await removeAbandoned(name)
  try {
    await make(draft)
    await rename(draft, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return folder
}

/** Removes the drafts of processes that ended before theirs was complete. */
async function removeAbandoned(name: string): Promise<void> {
  const drafts = (await readdir(cache)).filter((entry) => entry.startsWith(`${name}.`))
  const abandoned = drafts.filter((draft) => !isAlive(Number(draft.slice(name.length + 1))))
  await Promise.all(abandoned.map((draft) => rm(join(cache, draft), { recursive: true, force: true })))
}
