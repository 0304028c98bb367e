// A program: the tool server of the SDK on stdio. It says on stderr that it is there, and ends with its stdin.
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createToolServer } from './tools.ts'

await createToolServer().connect(new StdioServerTransport())
process.stderr.write('tool-server is ready\n')
