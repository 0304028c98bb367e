// A program: the tools of the second SDK generation on stdio, for clients of either era. It ends with its stdin.
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { modernTools } from './modernTools.ts'

serveStdio(modernTools({ onStopped: () => process.stderr.write('tick was cancelled\n') }))
process.stderr.write('modern-server is ready\n')
