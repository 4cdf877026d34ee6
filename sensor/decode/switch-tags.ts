/*
 * Headers that switches put between each other, or between themselves and a processor. Big-endian.
 * IEEE 802.1Q clause 9.7 (backbone service tag); Cisco MetaData, VN-tag and FabricPath as in Cisco's published formats;
 * DSA as in Marvell's "Link Street" switches and the Linux kernel's net/dsa/tag_dsa.c.
 */
import { type Frame, STATUS } from './frame.ts'
import { ethernetInside, etherTypeInside } from './inside.ts'
import { noteVlan } from './note-vlan.ts'
import { TUNNELS } from './tunnels.ts'

const ADDRESSES_BYTES = 12
const SERVICE_TAG_BYTES = 4
const FABRICPATH_TAG_BYTES = 2
/** Version, length, option, security group, then the EtherType of what follows. */
const METADATA_BYTES = 8
/** Version 1 with one option of the type "security group tag". */
const METADATA_HEAD = 0x01010001
const VNTAG_BYTES = 6
const DSA_BYTES = 4
const DSA_EXTENDED_BYTES = 8
const DSA_TAGGED = 0x20
const DSA_EXTENDED = 0x10
const EDSA_RESERVED_BYTES = 2

export function backboneInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < SERVICE_TAG_BYTES) frame.status = STATUS['encapsulation-cut']
  else ethernetInside(frame, at + SERVICE_TAG_BYTES, end, TUNNELS.pbb, view.getUint32(at) & 0xffffff)
}

export function fabricPathInside(frame: Frame, at: number, end: number): void {
  ethernetInside(frame, at + FABRICPATH_TAG_BYTES, end, TUNNELS.fabricpath, 0)
}

export function ciscoMetadataInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < METADATA_BYTES) frame.status = STATUS['encapsulation-cut']
  else if (view.getUint32(at) === METADATA_HEAD) {
    etherTypeInside(frame, at + METADATA_BYTES, end, view.getUint16(at + METADATA_BYTES - 2))
  }
}

export function vntagInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < VNTAG_BYTES) frame.status = STATUS['encapsulation-cut']
  else etherTypeInside(frame, at + VNTAG_BYTES, end, view.getUint16(at + VNTAG_BYTES - 2))
}

export function edsaInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < EDSA_RESERVED_BYTES) frame.status = STATUS['encapsulation-cut']
  else if (view.getUint16(at) === 0) dsaInside(view, at + EDSA_RESERVED_BYTES, end, frame)
}

/** An Ethernet frame with a DSA tag in the place of, or before, its EtherType. */
export function decodeDsa(view: DataView, start: number, end: number, frame: Frame): void {
  if (!decodeAddresses(view, start, end, frame)) return
  dsaInside(view, start + ADDRESSES_BYTES, end, frame)
}

/** An Ethernet frame with a Broadcom tag, which names no VLAN, before its EtherType. */
export function decodeBroadcomTag(view: DataView, start: number, end: number, frame: Frame): void {
  if (!decodeAddresses(view, start, end, frame)) return
  const at = start + ADDRESSES_BYTES + DSA_BYTES
  if (at + 2 > end) frame.status = STATUS['encapsulation-cut']
  else etherTypeInside(frame, at + 2, end, view.getUint16(at))
}

function decodeAddresses(view: DataView, start: number, end: number, frame: Frame): boolean {
  if (end - start < ADDRESSES_BYTES) {
    frame.status = STATUS['ethernet-cut']
    return false
  }
  frame.hasMac = true
  frame.targetMacHigh = view.getUint16(start)
  frame.targetMacLow = view.getInt32(start + 2)
  frame.sourceMacHigh = view.getUint16(start + 6)
  frame.sourceMacLow = view.getInt32(start + 8)
  return true
}

function dsaInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < DSA_BYTES) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  const isExtended = (view.getUint8(at + 2) & DSA_EXTENDED) !== 0
  const from = at + (isExtended ? DSA_EXTENDED_BYTES : DSA_BYTES)
  if (from + 2 > end) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  // Of an untagged frame the VLAN is the switch's own affair; of a tagged one it stands for the tag taken away.
  if ((view.getUint8(at) & DSA_TAGGED) !== 0) noteVlan(frame, view.getUint16(at + 2) & 0x0fff)
  etherTypeInside(frame, from + 2, end, view.getUint16(from))
}
