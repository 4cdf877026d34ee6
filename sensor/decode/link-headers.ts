/*
 * Small headers of capturing programs before a packet: LINKTYPE_NULL, LOOP, IPNET and PKTAP of tcpdump.org; and FDDI
 * (ISO 9314-2).
 */
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './ether-types.ts'
import { decodeEtherType } from './ethernet.ts'
import { type Frame, STATUS } from './frame.ts'
import { linkInside } from './inside.ts'
import { decodeLlc } from './llc.ts'

const FAMILY_BYTES = 4
const FAMILY_IPV4 = 2
/** AF_INET6 is 10 in Linux, 24 in NetBSD and OpenBSD, 28 in FreeBSD, 30 in macOS, 23 in Windows, 26 in Solaris. */
const FAMILIES_IPV6: readonly number[] = [10, 23, 24, 26, 28, 30]
const IPNET_BYTES = 24
const IPNET_VERSION = 1
const PKTAP_LEAST_BYTES = 12
const PKTAP_PACKET = 1
const FDDI_BYTES = 13
/** Frame control of asynchronous LLC frames: class, address length and format, but for the priority bits. */
const FDDI_LLC = 0x50

/** The address family is in the byte order of the machine that captured (NULL) or of the network (LOOP). */
export function decodeLoopback(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < FAMILY_BYTES) {
    frame.status = STATUS['link-header-cut']
    return
  }
  const family = view.getUint32(start)
  const type = family & 0xffff
  // Some systems have a family of 16 bits and then the EtherType.
  if (family > 0xffff && (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6)) {
    decodeEtherType(view, start + FAMILY_BYTES, end, type, frame)
    return
  }
  decodeFamily(view, start + FAMILY_BYTES, end, family > 0xffff ? view.getUint32(start, true) : family, frame)
}

export function decodeIpnet(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < IPNET_BYTES) frame.status = STATUS['link-header-cut']
  else if (view.getUint8(start) !== IPNET_VERSION) frame.status = STATUS['link-payload-unknown']
  else decodeFamily(view, start + IPNET_BYTES, end, view.getUint8(start + 1), frame)
}

export function decodePktap(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < PKTAP_LEAST_BYTES) {
    frame.status = STATUS['link-header-cut']
    return
  }
  const headerBytes = view.getUint32(start, true)
  if (headerBytes < PKTAP_LEAST_BYTES || headerBytes > end - start) frame.status = STATUS['link-header-cut']
  else if (view.getUint32(start + 4, true) !== PKTAP_PACKET) frame.status = STATUS['link-payload-unknown']
  else linkInside(frame, start + headerBytes, end, view.getUint32(start + 8, true))
}

export function decodeFddi(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < FDDI_BYTES) {
    frame.status = STATUS['link-header-cut']
    return
  }
  if ((view.getUint8(start) & 0xf8) !== FDDI_LLC) {
    frame.status = STATUS['link-payload-unknown']
    return
  }
  frame.hasMac = true
  frame.targetMacHigh = view.getUint16(start + 1)
  frame.targetMacLow = view.getInt32(start + 3)
  frame.sourceMacHigh = view.getUint16(start + 7)
  frame.sourceMacLow = view.getInt32(start + 9)
  decodeLlc(view, start + FDDI_BYTES, end, frame)
}

function decodeFamily(view: DataView, at: number, end: number, family: number, frame: Frame): void {
  if (family === FAMILY_IPV4) decodeEtherType(view, at, end, ETHERTYPE_IPV4, frame)
  else if (FAMILIES_IPV6.includes(family)) decodeEtherType(view, at, end, ETHERTYPE_IPV6, frame)
  else frame.status = STATUS['link-payload-unknown']
}
