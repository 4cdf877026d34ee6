/*
 * Ethernet II and 802.3 with 802.1Q, 802.1ad and QinQ tags. Big-endian.
 * IEEE 802.3 clause 3.2 (frame), 802.1Q clauses 9.3 to 9.6 (tags).
 */

import { addressByArp } from './arp-addresses.ts'
import { carryByEtherType, isEtherTypeCarrier } from './carried-by-ether-type.ts'
import {
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_PROVIDER_BRIDGE,
  ETHERTYPE_QINQ_OLD,
  ETHERTYPE_QINQ_OLDER,
  ETHERTYPE_VLAN,
  LEAST_ETHERTYPE,
} from './ether-types.ts'
import { type Frame, STATUS } from './frame.ts'
import { decodeIpv4 } from './ipv4.ts'
import { decodeIpv6 } from './ipv6.ts'
import { snapInside } from './llc.ts'
import { noteVlan } from './note-vlan.ts'
import { endsWithPrpSuffix, leavePrpTrailer } from './redundancy.ts'

const HEADER_BYTES = 14
const TAG_BYTES = 4
/** Tags deeper than this are not followed: two name the VLAN, more are counted as a cut tag. */
export const MAX_VLAN_TAGS = 4

export function decodeEthernet(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < HEADER_BYTES) {
    frame.status = STATUS['ethernet-cut']
    return
  }
  frame.hasMac = true
  frame.targetMacHigh = view.getUint16(start)
  frame.targetMacLow = view.getInt32(start + 2)
  frame.sourceMacHigh = view.getUint16(start + 6)
  frame.sourceMacLow = view.getInt32(start + 8)
  const type = view.getUint16(start + 12)
  if (type === ETHERTYPE_IPV4) {
    frame.etherType = type
    decodeIpv4(view, start + HEADER_BYTES, end, frame)
  } else decodeEtherType(view, start + HEADER_BYTES, end, type, frame)
}

/** What follows an EtherType, a tag type or an 802.3 length field. */
export function decodeEtherType(view: DataView, at: number, end: number, type: number, frame: Frame): void {
  if (isTag(type)) {
    decodeTags(view, at, end, frame)
    return
  }
  frame.etherType = type
  if (type === ETHERTYPE_IPV4) decodeIpv4(view, at, end, frame)
  else if (type === ETHERTYPE_IPV6) decodeIpv6(view, at, end, frame)
  else if (type < LEAST_ETHERTYPE) {
    // A length field tells payload from padding; with an EtherType the protocol itself must know its end.
    const claimed = at + type
    frame.payloadStart = at
    frame.payloadEnd = Math.min(end, claimed)
    frame.payloadCut = Math.max(0, claimed - end)
    if (type === 0) frame.status = STATUS['llc-cut']
    else snapInside(view, at, frame.payloadEnd, frame)
  } else {
    frame.payloadStart = at
    frame.payloadEnd = end
    if (isEtherTypeCarrier(type)) carryByEtherType(view, at, end, type, frame)
    else if (type === ETHERTYPE_ARP && !frame.hasMac) addressByArp(view, at, end, frame)
    else if (endsWithPrpSuffix(view, end)) leavePrpTrailer(view, at, end, frame)
  }
}

function decodeTags(view: DataView, from: number, end: number, frame: Frame): void {
  let at = from
  let type: number = ETHERTYPE_VLAN
  for (let tags = 0; isTag(type); tags++) {
    if (at + TAG_BYTES > end || tags === MAX_VLAN_TAGS) {
      frame.status = STATUS['vlan-tag-cut']
      return
    }
    noteVlan(frame, view.getUint16(at) & 0x0fff)
    type = view.getUint16(at + 2)
    at += TAG_BYTES
  }
  decodeEtherType(view, at, end, type, frame)
}

function isTag(type: number): boolean {
  return (
    type === ETHERTYPE_VLAN ||
    type === ETHERTYPE_PROVIDER_BRIDGE ||
    type === ETHERTYPE_QINQ_OLD ||
    type === ETHERTYPE_QINQ_OLDER
  )
}

/** '' untagged, '10', or '10.20' for an outer and an inner tag. */
export function vlanText(vlan: number): string {
  if (vlan === 0) return ''
  const outer = (vlan & 0x1fff) - 1
  return vlan < 0x2000 ? String(outer) : `${outer}.${(vlan >>> 13) - 1}`
}
