/*
 * Organizationally specific TLVs: three bytes of the organization, a subtype, then its own.
 * IEEE 802.1Q-2018 annex D (00-80-C2); ANSI/TIA-1057 clause 10 (LLDP-MED, 00-12-BB); IEC 61158-6-10 clause 4.11
 * (PROFINET, 00-0E-CF); RFC 8520 clause 11 (00-00-5E). Those of IEEE 802.3 (00-12-0F) tell of the link alone.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Fact } from '../kit/observation.ts'
import { locationOf } from './med-location.ts'

const IEEE_802_1 = 0x0080c2
const TIA = 0x0012bb
const PROFINET = 0x000ecf
const IANA = 0x00005e

/** A statement of one TLV. */
export interface Statement {
  readonly fact: Fact
  readonly value: string
  readonly message: string
}

const DOT1 = { portVlan: 1, vlanName: 3 } as const
const MED = { capabilities: 1, location: 3 } as const
/** TIA-1057, table 11: what kind of device sends it. */
const NETWORK_DEVICE = 4

/** Inventory of ANSI/TIA-1057, table 20, and beside it the word of the standard for each. */
const INVENTORY: Readonly<Record<number, readonly [Fact, string]>> = {
  5: ['hardware', 'Hardware Revision'],
  6: ['firmware', 'Firmware Revision'],
  7: ['software', 'Software Revision'],
  8: ['serial', 'Serial Number'],
  9: ['vendor', 'Manufacturer Name'],
  10: ['model', 'Model Name'],
  11: ['device-id', 'Asset ID'],
}

/** Whether LLDP-MED says that the sender is a switch (TIA-1057, 10.2.2): the capabilities of the message, or 0. */
export function isSwitch(tlv: Cursor): boolean {
  return tlv.u24() === TIA && tlv.u8() === MED.capabilities && tlv.u16() !== 0 && tlv.u8() === NETWORK_DEVICE
}

/** What the TLV that the cursor spans says of the sender; undefined when nothing that is kept. */
export function organizationStatement(tlv: Cursor, bySwitch: boolean): Statement | undefined {
  const organization = tlv.u24()
  const subtype = tlv.u8()
  if (tlv.short) return undefined
  switch (organization) {
    case IEEE_802_1:
      return vlan(subtype, tlv)
    case TIA:
      return subtype === MED.location ? location(tlv, bySwitch) : inventory(subtype, tlv)
    case PROFINET:
      return profinet(subtype, tlv)
    case IANA:
      return subtype === 1 ? { fact: 'url', value: tlv.text(tlv.left), message: 'LLDP MUD URL' } : undefined
    default:
      return undefined
  }
}

/** IEEE 802.1Q, D.2.1 and D.2.3. VLAN 0 means that the port has none. */
function vlan(subtype: number, tlv: Cursor): Statement | undefined {
  const id = tlv.u16()
  if (tlv.short || id === 0) return undefined
  if (subtype === DOT1.portVlan) return { fact: 'vlan', value: String(id), message: 'LLDP Port VLAN ID' }
  if (subtype !== DOT1.vlanName) return undefined
  const name = tlv.text(tlv.u8(), 'utf8')
  return tlv.short ? undefined : { fact: 'vlan', value: `${id} ${name}`.trimEnd(), message: 'LLDP VLAN Name' }
}

/** TIA-1057, 10.2.4: a switch tells what hangs on its port where that stands, or where it stands itself. */
function location(tlv: Cursor, bySwitch: boolean): Statement | undefined {
  const { text, isOfSwitch } = locationOf(tlv)
  if (text === '') return undefined
  const message = 'LLDP-MED Location'
  if (bySwitch && !isOfSwitch) return { fact: 'port-description', value: `leads to ${text}`, message }
  return { fact: 'location', value: text, message }
}

function inventory(subtype: number, tlv: Cursor): Statement | undefined {
  const known = INVENTORY[subtype]
  if (known === undefined) return undefined
  return { fact: known[0], value: tlv.text(tlv.left, 'utf8'), message: `LLDP-MED ${known[1]}` }
}

function profinet(subtype: number, tlv: Cursor): Statement | undefined {
  switch (subtype) {
    case 3:
      return { fact: 'port-description', value: tlv.text(tlv.left), message: 'LLDP PROFINET Alias' }
    case 4:
      return { fact: 'capability', value: 'media redundancy (MRP)', message: 'LLDP PROFINET MRP Port Status' }
    case 5:
      if (tlv.left < 6) return undefined
      return { fact: 'mac', value: tlv.hex(6, ':'), message: 'LLDP PROFINET Chassis MAC' }
    default:
      return undefined
  }
}
