import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { Owner } from '../../../src/engine/log/owner.ts'
import { openDatabase } from '../../../src/engine/log/sqlite.ts'
import { newFolder } from '../replay/engines.ts'

async function newOwners() {
  const folder = await newFolder()
  const db = openDatabase(folder, false)
  onTestFinished(() => void db.close())
  const locks = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith('.lock'))
  return { folder, locks, owners: [new Owner(db), new Owner(db)] as const }
}

test('one is alive from when its name is asked for until it lets go', async () => {
  const { owners, locks } = await newOwners()
  const [one, other] = owners
  expect(await locks()).toEqual([])
  const { name } = one
  expect(name).not.toBe(other.name)
  expect([one.isAlive(name), other.isAlive(name), other.isAlive(one.name)]).toEqual([true, true, true])
  expect(other.isAlive(`${process.pid}-1`)).toBe(false)
  one.close()
  expect(other.isAlive(name)).toBe(false)
  other.close()
  expect(await locks()).toEqual([])
})

const LIVE = `
const { Owner } = await import('${new URL('../../../src/engine/log/owner.ts', import.meta.url).href}')
const { openDatabase } = await import('${new URL('../../../src/engine/log/sqlite.ts', import.meta.url).href}')
const owner = new Owner(openDatabase(process.argv[1], false))
console.log(owner.name)
setInterval(() => {}, 1000)
`

test('a process is alive until it is killed, and what it left is removed', async () => {
  const { folder, owners, locks } = await newOwners()
  const child = spawn(process.execPath, ['--input-type=module', '-e', LIVE, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  const name = String(line).trim()
  expect(owners[0].isAlive(name)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await locks()).toHaveLength(1)
  expect(owners[0].isAlive(name)).toBe(false)
  expect(await locks()).toEqual([])
})
