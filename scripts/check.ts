// `npm run check`: everything that has to hold before a commit, the quick things first; ends at the first that does not.
import { spawnSync } from 'node:child_process'

const steps = [
  ['format', 'oxfmt --check', 'npm run format mends it'],
  ['lint', 'npm run --silent lint', ''],
  ['types', 'npm run --silent typecheck', ''],
  ['unused code', 'knip', ''],
  ['tests', 'node scripts/test.ts', ''],
] as const

for (const [name, command, advice] of steps) {
  console.log(`\n── ${name}: ${command}`)
  const { status } = spawnSync(command, { stdio: 'inherit', shell: true })
  if (status === 0) continue
  console.error(`\n${name} failed${advice && `; ${advice}`}`)
  process.exit(status ?? 1)
}
