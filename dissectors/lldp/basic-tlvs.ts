/*
 * TLVs of the basic set. IEEE 802.1AB-2016, clause 8.5.
 */
import type { Cursor } from '../kit/cursor.ts'
import { ipv4Text, ipv6Text } from '../kit/ip-text.ts'

export const TLV = {
  end: 0,
  chassisId: 1,
  portId: 2,
  timeToLive: 3,
  portDescription: 4,
  systemName: 5,
  systemDescription: 6,
  capabilities: 7,
  managementAddress: 8,
  organization: 127,
} as const

/** Tables 8-2 and 8-3: the subtypes of chassis and port ids. */
const CHASSIS = { mac: 4, networkAddress: 5 } as const
const PORT = { mac: 3, networkAddress: 4 } as const
/** IANA address family numbers. */
const FAMILY = { ipv4: 1, ipv6: 2 } as const
const CAPABILITIES = [
  'other',
  'repeater',
  'bridge',
  'WLAN access point',
  'router',
  'telephone',
  'DOCSIS cable device',
  'station only',
  'C-VLAN component',
  'S-VLAN component',
  'two-port MAC relay',
]

/** An id: a MAC address, an IP address, or a name. */
export interface Identifier {
  readonly kind: 'mac' | 'ip' | 'name'
  readonly text: string
}

export function chassisId(tlv: Cursor): Identifier {
  const subtype = tlv.u8()
  return identifier(tlv, subtype === CHASSIS.mac, subtype === CHASSIS.networkAddress)
}

export function portId(tlv: Cursor): Identifier {
  const subtype = tlv.u8()
  return identifier(tlv, subtype === PORT.mac, subtype === PORT.networkAddress)
}

function identifier(tlv: Cursor, isMac: boolean, isAddress: boolean): Identifier {
  if (isMac && tlv.left === 6) return { kind: 'mac', text: tlv.hex(6, ':') }
  if (isAddress && tlv.left > 1) {
    const address = addressText(tlv, tlv.left - 1)
    if (address !== '') return { kind: 'ip', text: address }
  }
  return { kind: 'name', text: isPrintable(tlv) ? tlv.text(tlv.left, 'utf8') : tlv.hex(tlv.left) }
}

function isPrintable(tlv: Cursor): boolean {
  for (let i = 0; i < tlv.left; i++) if (tlv.peek(i) < 0x20 || tlv.peek(i) === 0x7f) return false
  return true
}

/** Clause 8.5.9: a length that counts the family, the family, the address. '' when it is none that is an IP address. */
export function managementAddress(tlv: Cursor): string {
  return addressText(tlv, tlv.u8() - 1)
}

function addressText(tlv: Cursor, length: number): string {
  const family = tlv.u8()
  if (length > tlv.left) return ''
  if (family === FAMILY.ipv4 && length === 4) return ipv4Text(tlv)
  if (family !== FAMILY.ipv6 || length !== 16) return ''
  return ipv6Text(tlv)
}

/** Clause 8.5.8: what a system can do, and which of it is switched on. */
export function capabilityText(tlv: Cursor): string {
  const able = tlv.u16()
  const enabled = tlv.u16()
  return namesOf(able, enabled).join(', ')
}

function namesOf(able: number, enabled: number): string[] {
  return CAPABILITIES.flatMap((name, bit) => {
    if ((able & (1 << bit)) === 0) return []
    return (enabled & (1 << bit)) === 0 ? [`${name} (off)`] : [name]
  })
}
