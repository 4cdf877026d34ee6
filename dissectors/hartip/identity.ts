/*
 * Who a HART device is. HCF_SPEC-127, commands 0, 11 and 21 (identity), 12, 13, 20 (texts); HCF_SPEC-151, command 84
 * (a device behind an I/O system). Manufacturers: HCF_SPEC-183, table 8.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Fact } from '../kit/observation.ts'
import { MANUFACTURERS } from './manufacturers.ts'

export type Facts = Partial<Record<Fact, string>>

const EXPANDED = 0xfe
const IDENTITY_LENGTH = 12
/** Since revision 7 an identity has the manufacturer behind it. */
const MANUFACTURER_AT = 17
const PROFILE_AT = 21
const WIRELESS_GATEWAY = 0x84
const PACKED = { tag: 6, descriptor: 12, message: 24 } as const
const LONG_TAG_LENGTH = 32

/** What the data of an answer to this command says of the device; undefined when nothing. */
export function factsOfAnswer(command: number, data: Cursor): Facts | undefined {
  switch (command) {
    case 0:
    case 11:
    case 21:
      return data.left < IDENTITY_LENGTH ? undefined : identity(data)
    case 12:
      return data.left < PACKED.message ? undefined : texts({ description: packedText(data, PACKED.message) })
    case 13:
      if (data.left < PACKED.tag + PACKED.descriptor) return undefined
      return texts({ name: packedText(data, PACKED.tag), description: packedText(data, PACKED.descriptor) })
    case 20:
      return data.left < LONG_TAG_LENGTH ? undefined : texts({ name: data.text(LONG_TAG_LENGTH, 'latin1').trim() })
    default:
      return undefined
  }
}

/** Those that were set; undefined when none was. */
function texts(facts: Facts): Facts | undefined {
  const set = Object.entries(facts).filter(([, text]) => text !== '')
  return set.length === 0 ? undefined : Object.fromEntries(set)
}

/** Whether the answer to this command is an identity, which has the device's unique id. */
export function isIdentity(command: number): boolean {
  return command === 0 || isByTag(command)
}

/** Whether this command is for the device that has a tag. */
export function isByTag(command: number): boolean {
  return command === 11 || command === 21
}

/** The unique id is made of type and device id (HCF_SPEC-081, clause 5.3); -1 when the identity is cut. */
export function uniqueIdOf(data: Cursor): number {
  if (data.left < IDENTITY_LENGTH) return -1
  const type = data.peek16(1) & 0x3fff
  return type * 0x100_0000 + data.peek(9) * 0x1_0000 + data.peek16(10)
}

/** The tag that the request of command 11 or 21 asks for. */
export function askedTag(command: number, data: Cursor): string {
  if (command === 11) return data.left < PACKED.tag ? '' : packedText(data, PACKED.tag)
  return data.text(Math.min(LONG_TAG_LENGTH, data.left), 'latin1').trim()
}

/** Command 84: card, channel, manufacturer and type of a sub-device, and its long tag. */
export function subDeviceOf(data: Cursor): { readonly module: string; readonly facts: Facts } | undefined {
  if (data.left < 11) return undefined
  data.skip(2)
  const place = `card ${data.u8()} channel ${data.u8()}`
  const manufacturer = data.u16()
  const type = data.u16()
  const id = data.hex(3)
  const unique = ((type & 0x3fff).toString(16).padStart(4, '0') + id).padStart(10, '0')
  const revision = data.u8()
  const name = data.left >= LONG_TAG_LENGTH ? data.text(LONG_TAG_LENGTH, 'latin1').trim() : ''
  return {
    module: `device ${unique}`,
    facts: {
      ...vendor(manufacturer),
      'device-type': typeText(type),
      'device-id': id,
      'network-address': place,
      'protocol-revision': String(revision),
      name,
    },
  }
}

/** Whether an identity is that of a WirelessHART gateway: of the host itself, then. Leaves the cursor where it is. */
export function isGateway(data: Cursor): boolean {
  return data.left > PROFILE_AT && data.peek(PROFILE_AT) === WIRELESS_GATEWAY
}

function identity(data: Cursor): Facts {
  const hasManufacturer = data.left >= MANUFACTURER_AT + 2
  const manufacturer = hasManufacturer ? data.peek16(MANUFACTURER_AT) : -1
  const expansion = data.u8()
  const type = data.u16()
  data.skip(1)
  const universal = data.u8()
  const device = data.u8()
  const software = data.u8()
  const hardware = data.u8() >> 3
  data.skip(1)
  return {
    // Before revision 7 the first byte of the type is the manufacturer.
    ...vendor(hasManufacturer ? manufacturer : type >> 8),
    'device-type': expansion === EXPANDED ? typeText(type) : typeText(type & 0xff),
    'device-id': data.hex(3),
    'protocol-revision': String(universal),
    'device-revision': String(device),
    firmware: String(software),
    hardware: String(hardware),
  }
}

function vendor(id: number): Facts {
  const name = MANUFACTURERS[id]
  return { 'vendor-id': String(id), ...(name !== undefined && { vendor: name }) }
}

function typeText(type: number): string {
  return `0x${type.toString(16).padStart(4, '0')}`
}

/** HCF_SPEC-183, packed ASCII: four characters of six bits in three bytes; bit 6 is the inverse of bit 5. */
function packedText(data: Cursor, length: number): string {
  let text = ''
  for (let at = 0; at + 3 <= length; at += 3) {
    const three = data.u24() & 0xff_ffff
    for (const shift of [18, 12, 6, 0]) {
      const six = (three >>> shift) & 0x3f
      text += String.fromCharCode(six < 0x20 ? six + 0x40 : six)
    }
  }
  // What was never set is zeros, which are '@'.
  return /^@*$/.test(text) ? '' : text.trim()
}
