import { interfaceOf } from './interfaces.ts'
import { PDU } from './rpc-header.ts'

/** Codes: an interface's number plus 2 and the operation in the low 16 bits; 1 for an unknown interface; 0 for a PDU. */
export const UNKNOWN_INTERFACE = 1
const SHIFT = 0x1_0000

const TYPES: Readonly<Record<number, string>> = {
  [PDU.request]: 'request',
  [PDU.response]: 'response',
  [PDU.fault]: 'fault',
  [PDU.bind]: 'bind',
  [PDU.bindAck]: 'bind_ack',
  [PDU.bindNak]: 'bind_nak',
  [PDU.alterContext]: 'alter_context',
  [PDU.alterContextResponse]: 'alter_context_resp',
  [PDU.auth3]: 'rpc_auth_3',
  [PDU.shutdown]: 'shutdown',
  [PDU.cancel]: 'co_cancel',
  [PDU.orphaned]: 'orphaned',
}

export function codeOfCall(interfaceNumber: number, operation: number): number {
  return (interfaceNumber < 0 ? UNKNOWN_INTERFACE : interfaceNumber + 2) * SHIFT + operation
}

export function describeRpc(code: number): { function: string; name: string } {
  const space = Math.floor(code / SHIFT)
  const operation = code % SHIFT
  if (space === 0) {
    const text = TYPES[operation] ?? `pdu ${operation}`
    return { function: text, name: `DCE/RPC ${text}` }
  }
  const known = interfaceOf(space - 2)
  if (known === undefined) return { function: `opnum ${operation}`, name: `Operation ${operation}` }
  const method = known.methods.get(operation)?.name ?? `operation ${operation}`
  return { function: `${known.name} ${operation}`, name: `${known.name} ${method}` }
}
