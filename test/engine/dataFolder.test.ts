import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder } from '../../src/engine/dataFolder.ts'

test('TAPSCOPE_DATA decides, whatever the system', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    expect(dataFolder({ TAPSCOPE_DATA: '/somewhere' }, platform, '/home/me')).toBe(resolve('/somewhere'))
    expect(dataFolder({ TAPSCOPE_DATA: 'here' }, platform, '/home/me')).toBe(resolve('here'))
  }
})

test("without it, the system's place for application data", () => {
  expect(dataFolder({}, 'linux', '/home/me')).toBe('/home/me/.local/share/tapscope')
  expect(dataFolder({ TAPSCOPE_DATA: '', XDG_DATA_HOME: '/data' }, 'linux', '/home/me')).toBe('/data/tapscope')
  expect(dataFolder({}, 'darwin', '/Users/me')).toBe('/Users/me/Library/Application Support/Tapscope')
  expect(dataFolder({ LOCALAPPDATA: '/local' }, 'win32', '/me')).toBe('/local/Tapscope')
})
