import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import type { Answer, Difference, FrameRef, ReplayAnswer, ReplayInput, ReplayMode } from '../core/api.ts'
import type { Engine } from '../engine/engine.ts'
import { openEngine } from './open.ts'
import { fail, print } from './output.ts'
import { plain } from './plain.ts'

export interface ReplayOptions {
  mode: ReplayMode
  to?: string | undefined
  edit?: string | undefined
  yes?: boolean | undefined
  json?: boolean | undefined
}

/** Sends a captured request again and prints what differs. Returns the exit code. */
export async function replay(frame: FrameRef, options: ReplayOptions): Promise<number> {
  const edited = await readEdit(options.edit)
  if ('failed' in edited) return fail(edited.failed)
  const engine = await openEngine()
  try {
    const input = { ...frame, mode: options.mode, to: options.to, body: edited.ok, confirmed: options.yes }
    const answer = await replayOrAsk(engine, input)
    if ('failed' in answer) return fail(answer.failed)
    await print(options.json ? `${JSON.stringify({ ...answer.ok.exchange, ...answer.ok })}\n` : describe(answer.ok))
    return 0
  } finally {
    await engine.close()
  }
}

async function readEdit(file: string | undefined): Promise<Answer<string | undefined>> {
  if (file === undefined) return { ok: undefined }
  try {
    return { ok: await readFile(file, 'utf8') }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return {
      failed: {
        kind: 'not-found',
        message: `${message}.`,
        advice: 'Write --edit with a file that holds the new body.',
      },
    }
  }
}

/** Where somebody sits at a terminal, a tool that may change something is asked about; a script has to say `--yes`. */
async function replayOrAsk(engine: Engine, input: ReplayInput): Promise<Answer<ReplayAnswer>> {
  const answer = await engine.replay(input)
  if (!('failed' in answer) || answer.failed.kind !== 'not-confirmed') return answer
  const { failed } = answer
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    return { failed: { ...failed, advice: 'Add --yes to send it again.' } }
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  const said = await prompt.question(`${plain(failed.message, '')} Send it again? [y/N] `).catch(() => '')
  prompt.close()
  return /^y(es)?$/i.test(said.trim()) ? engine.replay({ ...input, confirmed: true }) : answer
}

function describe({ original, exchange, others, status, diff }: ReplayAnswer): string {
  const lines = [
    `${name(original)} answered ${status.original ?? 'nothing'}; its replay ${name(exchange)} answered ${status.replay ?? 'nothing'}.`,
    ...(others.length > 0 ? [`Sent around it: ${others.map(name).join(' ')}`] : []),
    ...(diff.length > 0 ? diff.flatMap(difference) : ['Nothing differs.']),
  ]
  return `${lines.map((line) => plain(line)).join('\n')}\n`
}

function name({ captureId, frame }: Required<FrameRef>): string {
  return `${captureId}:${frame}`
}

function difference({ part, at, original, replay: replayed }: Difference): string[] {
  return [
    `${part}${at === null ? '' : ` ${at}`}`,
    ...(original === null ? [] : [`  - ${original}`]),
    ...(replayed === null ? [] : [`  + ${replayed}`]),
  ]
}
