import { beforeEach, expect, test } from 'vitest'
import { openListOf, useView } from '../../../src/renderer/stores/view.ts'
import { aCapture } from '../fakeApi.ts'

const http = aCapture(1)
const wrapped = aCapture(2, { transport: 'stdio', tapUrl: null, target: 'node server.js' })

beforeEach(() => useView.setState({ capture: null, list: null, selected: null }))

const open = (): string => openListOf(useView.getState().list, useView.getState().capture)

test('a capture opens on what its transport has', () => {
  const { openCapture } = useView.getState()
  openCapture(http)
  expect(open()).toBe('exchanges')
  openCapture(wrapped)
  expect(open()).toBe('messages')
  expect(openListOf(null, null)).toBe('exchanges')
})

test('a list that was chosen stays, but for a capture that has nothing for it', () => {
  const { openCapture, openList } = useView.getState()
  openCapture(http)
  openList('streams')
  openCapture(aCapture(3))
  expect(open()).toBe('streams')
  openCapture(wrapped)
  expect(open()).toBe('messages')
  openList('exchanges')
  openCapture(wrapped)
  expect(open()).toBe('exchanges')
  openCapture(aCapture(4, { transport: 'stdio' }))
  expect(open()).toBe('messages')
})

test('findings and the diagram are of any capture, and the finding that was open is of one', () => {
  const { openCapture, openFinding, openList } = useView.getState()
  openCapture(http)
  openFinding('1-2')
  expect([open(), useView.getState().finding]).toEqual(['findings', '1-2'])
  openCapture(wrapped)
  expect([open(), useView.getState().finding]).toEqual(['findings', null])
  openList('diagram')
  openCapture(http)
  expect(open()).toBe('diagram')
})
