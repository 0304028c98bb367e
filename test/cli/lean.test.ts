import { readFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { begin, dataFolder } from './command.ts'

test.skipIf(process.platform !== 'linux')(
  'a tap runs with little memory, in the process that was started',
  async () => {
    const { data, remove } = await dataFolder()
    onTestFinished(remove)
    const tap = await begin(data, 'tap', 'http://127.0.0.1:9/mcp', '--json')
    const line = await readFile(`/proc/${tap.child.pid}/cmdline`, 'utf8')
    expect(line.split('\0')).toContain('--heap-growing-percent=10')
    const { code, err } = await tap.stop()
    expect([code, err]).toEqual([0, ''])
  },
)
