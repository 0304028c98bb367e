import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const builtFrom = ['src', 'package-lock.json', 'electron.vite.config.ts', 'vite.cli.config.ts']

/** Written into `out/` last of all, with the time at which its build began. */
export const builtMark = 'built'

/**
 * Whether `out/` is missing or older than what it is built from. Folders count too: deleting a file touches its folder.
 * @param {string} root the checkout
 */
export function isStale(root) {
  const built = changedAt(join(root, 'out', builtMark))
  return builtFrom.some((name) => newest(join(root, name)) > built)
}

/**
 * @param {string} path
 * @returns {number} milliseconds since the epoch; 0 when there is nothing
 */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs)
}

/** @param {string} path */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
