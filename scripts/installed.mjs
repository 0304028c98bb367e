import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Why node_modules is not what package-lock.json asks for, by npm's own record of what it installed; undefined if it is.
 * Optional packages may be missing: they are another platform's.
 * @param {string} root the checkout
 * @returns {string | undefined}
 */
export function notInstalled(root) {
  const wanted = packagesIn(join(root, 'package-lock.json'))
  const present = packagesIn(join(root, 'node_modules', '.package-lock.json'))
  if (!wanted) return undefined // not a checkout that npm could make whole
  if (!present) return 'they are not there yet'
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    const found = present[path]?.version
    if (path === '' || found === version || (!found && optional)) continue
    return `${path} ${found ? `is ${found} instead of ${version}` : 'is missing'}`
  }
  return undefined
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
