import type { Decoded } from './jsonrpc.ts'
import { clientCapabilitiesOf, clientOf, serverCapabilitiesOf, serverOf } from './mcp.ts'
import type { SessionRow } from './session.ts'

/** Notes what a request says of its client. `anew`: a handshake, which takes back what an earlier one said. */
export function meetClient(row: SessionRow, request: Decoded, anew = false): void {
  if (anew || row.client === null) row.client = clientOf(request)
  if (anew || row.clientCapabilities.length === 0) row.clientCapabilities = clientCapabilitiesOf(request)
}

/** Notes what an answer says of its server. */
export function meetServer(row: SessionRow, answer: Decoded, anew = false): void {
  if (anew || row.server === null) row.server = serverOf(answer)
  if (anew || row.serverCapabilities.length === 0) row.serverCapabilities = serverCapabilitiesOf(answer)
}
