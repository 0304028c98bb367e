import type { ExchangeRow } from '../core/exchange.ts'
import type { ShownBody, ShownExchange, ShownHead, ShownSseEvent } from '../core/shown.ts'
import { plain } from './plain.ts'

/** An exchange as one reads it: who sent what, in the order of the wire, each part under the number of its frame. */
export function transcript(shown: ShownExchange): string {
  const parts = [
    ...head(shown.request, 'client →'),
    ...body(shown, shown.requestBody),
    ...shown.interim.flatMap((interim) => head(interim, 'client ←')),
    ...(shown.response ? head(shown.response, 'client ←') : []),
    ...shown.events.flatMap(sseEvent),
    // Of an event stream, the events are the body.
    ...(shown.events.length > 0 ? [] : body(shown, shown.responseBody)),
    ...shown.rewrites.map(
      ({ what, original, changed }) => `      the tap changed ${what}: ${original} became ${changed}`,
    ),
    ...ending(shown),
  ]
  return `${[summary(shown), ...parts].map((line) => plain(line, '\t')).join('\n')}\n`
}

function summary({ exchange, session, asked, replays }: ShownExchange): string {
  const { captureId, frame, era, transport, rpc, replayOf } = exchange
  const facts = [
    `capture ${captureId}, exchange ${frame}`,
    ...(asked.frame === frame ? [] : [`asked for frame ${asked.frame} (${asked.what})`]),
    ...(transport ? [[transport, era].filter(Boolean).join(', ')] : []),
    ...(rpc ? [rpc] : []),
    ...(session ? [`session ${session.key}${session.sessionId === null ? '' : ` = ${session.sessionId}`}`] : []),
    ...(replayOf ? [`replay of ${replayOf}`] : []),
    ...(replays.length > 0 ? [`replayed as ${replays.map(frameName).join(' ')}`] : []),
  ]
  return facts.join(' · ')
}

function frameName({ captureId, frame }: { captureId?: number | undefined; frame: number }): string {
  return captureId === undefined ? String(frame) : `${captureId}:${frame}`
}

function head({ frame, startLine, headers }: ShownHead, arrow: string): string[] {
  return [numbered(frame, `${arrow} ${startLine}`), ...headers.map(([name, value]) => `      ${name}: ${value}`)]
}

function body({ exchange }: ShownExchange, shown: ShownBody | null): string[] {
  if (!shown) return []
  const { frame, size, kept, contentType, text, shortened } = shown
  const what = `${size} bytes${contentType ? `, ${contentType}` : ''}`
  const title = numbered(frame, kept < size ? `body: ${what}, the first ${kept} kept` : `body: ${what}`)
  if (text === null)
    return [title, `      not text; \`tapscope show ${exchange.captureId}:${frame} --raw\` writes it as it came`]
  const lines = text.split(/\r?\n/).map((line) => `      ${line}`)
  return [title, ...lines, ...(shortened ? ['      … (the rest with --raw --whole)'] : [])]
}

function sseEvent({ frame, event, id, retry, data, comments }: ShownSseEvent): string[] {
  const named = data === null && event === null ? 'no event' : `event ${event ?? 'message'}`
  const facts = [...(id === null ? [] : [`id ${id}`]), ...(retry === null ? [] : [`retry ${retry}`])]
  const title = numbered(frame, [`client ← ${named}`, ...facts].join('  '))
  const lines = [...comments.map((comment) => `: ${comment}`), ...(data === null ? [] : data.split('\n'))]
  return [title, ...lines.map((line) => `      ${line}`)]
}

function ending({ exchange }: ShownExchange): string[] {
  if (!exchange.end) return ['      still open']
  const unrecorded =
    exchange.unrecorded > 0 ? [`      ${exchange.unrecorded} pieces passed while recording was paused`] : []
  return [
    `      ended: ${exchange.end}${exchange.reason ? `, ${exchange.reason}` : ''}`,
    ...unrecorded,
    ...phases(exchange),
  ]
}

/** How the server was reached, and what each part took. */
function phases({ remote, proxy, tls, connectMs, tlsMs, sentMs, firstByteMs, idleMs }: ExchangeRow): string[] {
  const way = [remote && `server at ${remote}`, proxy && `through the ${proxy}`, tls].filter(Boolean)
  const took = Object.entries({
    connected: connectMs,
    TLS: tlsMs,
    'request sent': sentMs,
    'first byte': firstByteMs,
    'silent before its end': idleMs,
  }).flatMap(([what, ms]) => (ms === null ? [] : [`${what} ${ms} ms`]))
  const told = [...way, ...took].join(', ')
  return told === '' ? [] : [`      ${told}`]
}

function numbered(frame: number, text: string): string {
  return `${String(frame).padStart(4)}  ${text}`
}
