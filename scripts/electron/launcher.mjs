// Copied into an Electron that has no start-up application of its own, so that `electron FOLDER` works there too.
import { app } from 'electron'
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = process.argv
  .slice(1)
  .filter((argument) => !argument.startsWith('-'))
  .map((argument) => resolve(argument))
  .find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
if (!folder) throw new Error('Say which folder to start: electron FOLDER')
const { name, productName, version, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
app.setName(productName ?? name)
// @ts-expect-error Electron's own start-up application calls it; its types leave it out
app.setVersion(version)
// @ts-expect-error as above
app.setAppPath(folder)
// Awaited: privileged schemes can be registered only until Electron is ready, and that waits for this module.
await import(pathToFileURL(join(folder, main)).href)
