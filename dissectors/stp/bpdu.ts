/*
 * Bridge protocol data units. Big-endian.
 * IEEE 802.1D-2004 clause 9.3 (configuration, topology change notification, rapid), IEEE 802.1Q-2018 clause 14.4
 * (multiple spanning tree).
 */
import { macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'

export const BPDU = { configuration: 0, rapid: 2, change: 0x80 } as const
export const CONFIGURATION_LENGTH = 35
export const RAPID_LENGTH = 36
export const CHANGE_LENGTH = 4
/** Offsets from the protocol identifier (clause 9.3.1, 9.3.3). */
export const AT = { version: 2, type: 3, flags: 4, root: 5, cost: 13, bridge: 17, port: 25, age: 27 } as const
/** Of an MSTP BPDU: the length that follows the rapid part, then the configuration identifier. */
const MST_LENGTH_AT = 36
const REGION_AT = 39
const REGION_NAME_LENGTH = 32
const MST_BRIDGE_AT = 93
const MST_FIXED_LENGTH = 64
const CONFIGURATION_VERSION = 0
export const MST_VERSION = 3
const LAST_VERSION = 4
const TOPOLOGY_CHANGE = 0x01
const PORT_ROLES = ['', 'alternate or backup', 'root', 'designated'] as const

/** Length of the BPDU at the cursor; -1 when there is none. */
export function bpduLength(bytes: Cursor): number {
  if (bytes.left < CHANGE_LENGTH || bytes.peek16(0) !== 0 || bytes.peek(AT.version) > LAST_VERSION) return -1
  const version = bytes.peek(AT.version)
  switch (bytes.peek(AT.type)) {
    case BPDU.change:
      return CHANGE_LENGTH
    case BPDU.configuration:
      return bytes.left >= CONFIGURATION_LENGTH ? CONFIGURATION_LENGTH : -1
    case BPDU.rapid:
      return bytes.left >= RAPID_LENGTH && version > CONFIGURATION_VERSION ? RAPID_LENGTH : -1
    default:
      return -1
  }
}

export function hasTopologyChange(bytes: Cursor): boolean {
  return (bytes.peek(AT.flags) & TOPOLOGY_CHANGE) !== 0
}

/** Clause 9.2.5: priority and system id are in front of the address. */
export function bridgeText(view: DataView, at: number): string {
  return `${view.getUint16(at)}.${macText(macAt(view, at + 2))}`
}

function macAt(view: DataView, at: number): number {
  return view.getUint16(at) * 0x1_0000_0000 + view.getUint32(at + 2)
}

/** Where the identifier of the bridge that sends lies: in MSTP the root of its region stands in its old place. */
export function bridgeAt(bytes: Cursor): number {
  return isOfRegion(bytes) ? MST_BRIDGE_AT : AT.bridge
}

/** Whether the bridge that sends is the root itself. */
export function isFromRoot(view: DataView, root: number, bridge: number): boolean {
  return view.getUint32(root) === view.getUint32(bridge) && view.getUint32(root + 4) === view.getUint32(bridge + 4)
}

/** Clause 9.2.7: four bits of priority, twelve of number. */
export function portText(bytes: Cursor): string {
  return `port ${bytes.peek16(AT.port) & 0x0fff}`
}

/** Clause 9.3.3: flags tell of the port that sends; '' where it is a configuration BPDU. */
export function portRole(bytes: Cursor): string {
  return bytes.peek(AT.type) === BPDU.rapid ? (PORT_ROLES[(bytes.peek(AT.flags) >> 2) & 3] as string) : ''
}

/** The name of the region of MSTP (802.1Q clause 13.8); '' when the BPDU is of none. */
export function regionName(bytes: Cursor): string {
  if (!isOfRegion(bytes)) return ''
  const { pos } = bytes
  bytes.pos = pos + REGION_AT
  const name = bytes.text(REGION_NAME_LENGTH)
  bytes.pos = pos
  return name
}

/** Whether MSTP's part is there: without it, it is read as a rapid one (802.1Q-2018, 14.5). */
export function isOfRegion(bytes: Cursor): boolean {
  const isThere = bytes.peek(AT.version) >= MST_VERSION && bytes.left >= MST_LENGTH_AT + 2 + MST_FIXED_LENGTH
  return isThere && bytes.peek16(MST_LENGTH_AT) >= MST_FIXED_LENGTH
}

/** The address in a bridge identifier. */
export function bridgeMac(view: DataView, at: number): string {
  return macText(macAt(view, at + 2))
}
