import { expect } from 'vitest'
import type { Api, Row, RowKind } from '../../src/core/api.ts'
import { okOf } from './tapped.ts'

/** A capture that has come to its end: all of its rows can be looked at. */
export interface Capture {
  api: Api
  captureId: number
}

export async function allRows<K extends RowKind>({ api, captureId }: Capture, kind: K): Promise<Row<K>[]> {
  return okOf(await api.rows({ kind, captureId, limit: 10_000 })).rows
}

/** What is found of a capture above a note, but for what is `earned`: it is true of this server or client. */
export async function loudFindings(capture: Capture, earned: readonly string[] = []): Promise<object[]> {
  const findings = await allRows(capture, 'findings')
  const loud = findings.filter(({ severity, id }) => severity !== 'note' && !earned.includes(id))
  return loud.map(({ id, severity, text, frames }) => ({ id, severity, text, frames }))
}

/** The ids of the findings that no other one explains. */
export async function rootsOf(capture: Capture): Promise<string[]> {
  return (await allRows(capture, 'findings')).filter(({ cause }) => cause === null).map(({ id }) => id)
}

/** Healthy traffic raises at most notes. */
export async function expectSilence(capture: Capture, earned: readonly string[] = []): Promise<void> {
  expect(await loudFindings(capture, earned)).toEqual([])
}

/**
 * Nothing is left open, unanswered, unpaired or without its session; but for what was refused before there was a session, and for
 * streams that a client listens to for as long as it likes.
 */
export async function expectWhole(capture: Capture): Promise<void> {
  const exchanges = await allRows(capture, 'exchanges')
  expect(exchanges.filter(({ end, dropped }) => end === null || end === 'proxy' || dropped > 0)).toEqual([])
  const streams = await allRows(capture, 'streams')
  expect(streams.map(({ frame }) => frame)).toEqual(exchanges.filter(isStream).map(({ frame }) => frame))

  const refused = new Set(exchanges.filter(({ status }) => (status ?? 0) >= 400).map(({ frame }) => frame))
  const messages = await allRows(capture, 'messages')
  expect(messages.filter(({ kind }) => kind === 'invalid')).toEqual([])
  expectPaired(messages, refused)
  const sessions = new Set((await allRows(capture, 'sessions')).map(({ key }) => key))
  const hasNone = ({ session, exchange }: Row<'messages'>) =>
    !sessions.has(session ?? '') && !refused.has(exchange ?? 0)
  expect(messages.filter(hasNone)).toEqual([])
}

const isStream = ({ contentType }: Row<'exchanges'>): boolean => contentType?.startsWith('text/event-stream') ?? false

/** `refused`: exchanges whose requests nobody owes an answer; an answer that came too late for its session is one all the same. */
function expectPaired(messages: readonly Row<'messages'>[], refused: ReadonlySet<number>): void {
  const byFrame = new Map(messages.map((message) => [message.frame, message]))
  for (const { frame, kind, method, direction, exchange, answeredBy, id } of messages) {
    if (kind !== 'request' || refused.has(exchange ?? 0)) continue
    // Nobody answers what a client has left behind.
    if (answeredBy === null && (method === 'subscriptions/listen' || direction === 'to-client')) continue
    expect(byFrame.get(answeredBy ?? 0), `the answer to ${frame}, ${method}`).toMatchObject({ answers: frame, id })
  }
}
