import type { Frame } from './frame.ts'
import { greInside } from './gre.ts'
import { ipInside } from './inside.ts'
import { l2tpInIpInside } from './l2tp.ts'
import { TUNNELS } from './tunnels.ts'

const IP_IN_IP = 4
const IPV6_IN_IP = 41
const GRE = 47
const L2TP = 115

/** Looks behind the IP protocols that carry other packets (RFC 2003, RFC 4213, RFC 2473, RFC 2784, RFC 3931). */
export function carryByIp(view: DataView, at: number, end: number, frame: Frame): void {
  switch (frame.ipProtocol) {
    case GRE:
      greInside(view, at, end, frame)
      return
    case IP_IN_IP:
    case IPV6_IN_IP:
      ipInside(view, frame, at, end, TUNNELS['ip-in-ip'], 0)
      return
    case L2TP:
      l2tpInIpInside(view, at, end, frame)
      return
    default:
  }
}

/** Whether packets of this IP protocol carry the packets of other hosts. */
export function isIpCarrier(protocol: number): boolean {
  return protocol === GRE || protocol === IP_IN_IP || protocol === IPV6_IN_IP || protocol === L2TP
}
