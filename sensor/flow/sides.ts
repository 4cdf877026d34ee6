import { type Frame, IP_ICMP, IP_ICMPV6 } from '../decode/frame.ts'
import type { Identifier } from '../identify/identifier.ts'
import { overOf } from './carrier.ts'
import type { EndpointTable } from './endpoint-table.ts'
import type { FlowTable } from './flow-table.ts'

/** The side that serves, when the first packet of a flow tells by its addresses or its ICMP type; else undefined. */
export function serverByFirstPacket(
  table: FlowTable,
  endpoints: EndpointTable,
  flow: number,
  frame: Frame,
): number | undefined {
  const { side } = table
  const source = table.endpoint[flow * 2 + side] as number
  const target = table.endpoint[flow * 2 + 1 - side] as number
  const toGroup = endpoints.isGroup(target) || (frame.hasMac && (frame.targetMacHigh & 0x0100) !== 0)
  if (toGroup) return 1 - side
  if (endpoints.isGroup(source)) return side
  if (frame.ipProtocol !== IP_ICMP && frame.ipProtocol !== IP_ICMPV6) return undefined
  return isIcmpReply(frame) ? side : 1 - side
}

/** By ports: a registered one serves, else the lower one; between equal ports the order of the addresses decides. */
export function serverByPorts(
  table: FlowTable,
  endpoints: EndpointTable,
  flow: number,
  identifier: Identifier,
): number {
  const at = flow * 2
  const a = table.port[at] as number
  const b = table.port[at + 1] as number
  const over = overOf(table.protocol[flow] as number)
  const aIsKnown = identifier.ofPort(over, a).length > 0
  const bIsKnown = identifier.ofPort(over, b).length > 0
  if (aIsKnown !== bIsKnown) return aIsKnown ? 0 : 1
  if (a !== b) return a < b ? 0 : 1
  return endpoints.compare(table.endpoint[at] as number, table.endpoint[at + 1] as number) <= 0 ? 0 : 1
}

function isIcmpReply(frame: Frame): boolean {
  const type = frame.icmpType
  // Echo, timestamp and address mask replies (RFC 792, RFC 950); echo reply and neighbour advertisement (RFC 4443, RFC 4861).
  return frame.ipProtocol === IP_ICMP ? type === 0 || type === 14 || type === 18 : type === 129 || type === 136
}
