import { expect, test } from 'vitest'
import { discovered, isWellKnown, metadataOf, tokenAnswers } from '../../../src/core/diagnosis/oauth.ts'
import { createFold, step } from '../../../src/core/fold.ts'
import { readStory } from '../story.ts'

const { events, capture } = readStory(`a login
  1  client → POST /mcp  initialize
  2  client ← 401
  3  client → GET /.well-known/oauth-protected-resource/mcp  accept application/json
  4  client ← 404  Not Found
  5  client → GET /.well-known/oauth-protected-resource  accept application/json
  6  client ← 200  {"resource":"http:\\/\\/127.0.0.1:3000/mcp","authorization_servers":["https://as.example.test"]}
  7  client → POST /token  body grant_type=authorization_code
  8  client ← 200  {"access_token":"t"}`)
const fold = createFold(capture)
for (const event of events) step(fold, event)
const [refused, missing, found, token] = fold.seen.recent

test('metadata is read field by field', () => {
  expect(metadataOf(found!)?.get('resource')).toBe('http://127.0.0.1:3000/mcp')
  expect(metadataOf(missing!)).toBeUndefined()
  expect(metadataOf(token!)).toBeUndefined()
})

test('what a client asked after a refusal', () => {
  expect(discovered(refused!, fold.seen)).toEqual([missing, found])
  expect(isWellKnown(refused!)).toBe(false)
})

test('answers of token endpoints', () => {
  expect(tokenAnswers(fold.seen.recent)).toEqual([token])
})
