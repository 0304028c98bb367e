import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { type Ended, run } from './clients.ts'
import type { Others } from './prepare.ts'

/** The verdict of each check of the conformance suite: `scenario check: SUCCESS`. A check that was made twice is there twice. */
export type Verdicts = string[]

/** Lets the suite test a server, by what a revision of the specification requires. */
export function conformanceOf(others: Others, url: string, requirements: string): Promise<Verdicts> {
  return verdictsOf(others, ['server', '--url', url, '--requirements', requirements])
}

const CLIENT = [process.execPath, '--no-warnings', path.join(import.meta.dirname, 'conformanceClient.ts')]

const Findings = z.array(z.looseObject({ id: z.string() }))

/** Lets the suite test the client of `conformanceClient.ts`. `loud`: what is found of it above a note. */
export async function conformanceOfClient(
  others: Others,
  scenario: string,
  version: string,
): Promise<{ verdicts: Verdicts; loud: z.infer<typeof Findings> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tapscope-conformance-'))
  try {
    const found = path.join(folder, 'findings.json')
    const asked = ['--scenario', scenario, '--spec-version', version]
    const verdicts = await verdictsOf(others, ['client', '--command', [...CLIENT, found].join(' '), ...asked])
    return { verdicts, loud: Findings.parse(JSON.parse(await readFile(found, 'utf8'))) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function verdictsOf(others: Others, args: readonly string[]): Promise<Verdicts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tapscope-conformance-'))
  try {
    const ended = await run(others.command('conformance', ...args, '--output-dir', folder))
    const verdicts = await readVerdicts(folder)
    if (verdicts.length === 0) throw new Error(`the suite checked nothing: ${lastWords(ended)}`)
    return verdicts
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const lastWords = ({ out, err }: Ended): string => `${out}\n${err}`.trim().slice(-500)

const Checks = z.array(z.object({ id: z.string(), status: z.string() }))

async function readVerdicts(folder: string): Promise<Verdicts> {
  const files = await readdir(folder, { recursive: true })
  const verdicts: Verdicts = []
  for (const file of files.filter((name) => path.basename(name) === 'checks.json')) {
    // The folder of a scenario is its name and the time.
    const scenario = path.basename(path.dirname(file)).replace(/-\d{4}-\d\d-\d\dT.*$/, '')
    const checks = Checks.parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')))
    verdicts.push(...checks.map(({ id, status }) => `${scenario} ${id}: ${status}`))
  }
  return verdicts.sort()
}
