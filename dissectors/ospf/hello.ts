/* Who a hello says is next to its sender: RFC 2328 appendix A.3.2 (version 2), RFC 5340 appendix A.3.2 (version 3). */
import { ipText } from '../kit/address-text.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import type { OspfPacket } from './packet.ts'

/** Where the designated router, its backup and the neighbours stand in the body; both versions have 20 bytes before them. */
const DESIGNATED_AT = 12
const BACKUP_AT = 16
const NEIGHBOURS_AT = 20
const NAME = 'OSPF Hello'
/** Neighbours of one hello that are named. */
export const MAX_NEIGHBOURS = 32

/** Whether the body has its fixed part, and whole neighbours behind it. */
export function isWholeHello({ bodyAt, end }: OspfPacket): boolean {
  return end - bodyAt >= NEIGHBOURS_AT && (end - bodyAt) % 4 === 0
}

export function sayHello(packet: OspfPacket, view: DataView, of: Side, sink: Sink): void {
  const { bodyAt, end } = packet
  sayDesignated(packet, view.getUint32(bodyAt + DESIGNATED_AT), 'designated router', of, sink)
  sayDesignated(packet, view.getUint32(bodyAt + BACKUP_AT), 'backup designated router', of, sink)
  const last = Math.min(end, bodyAt + NEIGHBOURS_AT + MAX_NEIGHBOURS * 4)
  for (let at = bodyAt + NEIGHBOURS_AT; at < last; at += 4) {
    const other = `OSPF router ${ipText(view.getUint32(at))}`
    sink.observe({ kind: 'topology', relation: 'neighbour-of', of, other })
  }
}

/** Version 2 names it by its address on the link, version 3 by its router id: there only it can say so of itself. */
function sayDesignated({ version, router, area }: OspfPacket, id: number, part: string, of: Side, sink: Sink): void {
  if (id === 0 || (version === 3 && id !== router)) return
  const redundancy = `OSPF ${part} of area ${ipText(area)}`
  sayFacts(of, version === 3 ? '' : ipText(id), NAME, { role: 'router', redundancy }, sink)
}
