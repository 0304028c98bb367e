// A process of its own that taps a server until it is killed: `node tapping.ts DATA_FOLDER URL`.
import { createEngine } from '../../src/engine/engine.ts'
import { writerUrl } from '../../src/engine/writerUrl.ts'

const [dataFolder = '', url = ''] = process.argv.slice(2)
const engine = await createEngine({ dataFolder, writerUrl: writerUrl(), version: '0.0.0', runtime: 'a test' })
process.stdout.write(`${JSON.stringify(await engine.startTap({ url }))}\n`)
