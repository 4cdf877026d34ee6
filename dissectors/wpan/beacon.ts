/*
 * What a beacon says of its sender: IEEE 802.15.4-2020, clause 7.3.1. Its payload, where it is that of Zigbee: 05-3474-22,
 * 3.6.7. Little-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Facts } from '../kit/say-facts.ts'
import { euiText } from '../kit/wpan-address.ts'

const PAN_COORDINATOR = 0x4000
const GTS_COUNT = 0x07
const GTS_BYTES = 3
const SHORT_BYTES = 2
const EXTENDED_BYTES = 8
/** Protocol id, profile and version, capacities, extended PAN id, time to the next beacon, update id. */
const ZIGBEE_BYTES = 15
const ZIGBEE_PROTOCOL = 0
/** Stack profiles. */
const PROFILES: Readonly<Record<number, string>> = { 1: 'Zigbee 2006', 2: 'Zigbee PRO' }

/** The facts of a beacon at the cursor; `short` is set where it is cut short. */
export function factsOfBeacon(bytes: Cursor): Facts {
  const superframe = bytes.u16le()
  skipSlots(bytes)
  const pending = bytes.u8()
  bytes.skip((pending & 0x07) * SHORT_BYTES + ((pending >>> 4) & 0x07) * EXTENDED_BYTES)
  const isCoordinator = (superframe & PAN_COORDINATOR) !== 0
  return { 'device-type': isCoordinator ? 'PAN coordinator' : 'coordinator', description: network(bytes) }
}

function skipSlots(bytes: Cursor): void {
  const count = bytes.u8() & GTS_COUNT
  if (count > 0) bytes.skip(1 + count * GTS_BYTES)
}

function network(bytes: Cursor): string {
  if (bytes.left !== ZIGBEE_BYTES || bytes.peek(0) !== ZIGBEE_PROTOCOL) return ''
  bytes.skip(1)
  const profile = bytes.u8() & 0x0f
  bytes.skip(1)
  const low = bytes.u32le()
  const high = bytes.u32le()
  return `${PROFILES[profile] ?? 'Zigbee'} network ${euiText(high, low)}`
}
