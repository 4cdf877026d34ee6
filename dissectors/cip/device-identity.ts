/*
 * What a device says of itself in the layout that List Identity (Volume 2, table 2-4.4) and Get_Attributes_All of the
 * Identity object (Volume 1, section 5A-2.3) share: vendor, type, product code, revision, status, serial number, name,
 * state. Little-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Fact } from '../kit/observation.ts'
import { deviceTypeName } from './device-types.ts'
import { vendorName } from './vendors.ts'

export type Facts = Partial<Record<Fact, string>>

const ROCKWELL = 1
const CONTROLLER = 0x0e
/** Section 5A-2.2.8. */
const STATES = [
  'nonexistent',
  'device self testing',
  'standby',
  'operational',
  'major recoverable fault',
  'major unrecoverable fault',
]
/** Of Logix controllers, as their programming tools show them: bits 4 to 7 of the status word. */
const LOGIX_RUN = 6
const LOGIX_PROGRAM = 7
/** Bits 12 and 13: where the key stands. */
const KEYS = ['', 'run', 'program', 'remote']

/** Reads the device at the cursor; facts that are cut off are left out. */
export function deviceFacts(bytes: Cursor): Facts {
  const facts: Facts = {}
  const vendor = bytes.u16le()
  const type = bytes.u16le()
  const product = bytes.u16le()
  const major = bytes.u8()
  const minor = bytes.u8()
  if (bytes.short) return facts
  addVendor(facts, vendor)
  facts['device-type'] = deviceTypeName(type)
  facts['product-code'] = String(product)
  facts.firmware = `${major}.${minor}`
  const status = bytes.u16le()
  const serial = bytes.u32le()
  if (bytes.short) return facts
  facts.serial = hex32(serial)
  if (vendor === ROCKWELL && type === CONTROLLER) addMode(facts, status)
  const length = bytes.u8()
  if (bytes.short || length > bytes.left) return facts
  const name = bytes.text(length, 'latin1').trim()
  if (name !== '') facts.product = name
  if (bytes.left > 0) addState(facts, bytes.u8())
  return facts
}

/** Adds a vendor by its number and, when it is known, its name. */
export function addVendor(facts: Facts, vendor: number): void {
  const name = vendorName(vendor)
  if (name !== '') facts.vendor = name
  facts['vendor-id'] = `0x${vendor.toString(16).padStart(4, '0')}`
}

/** Adds attribute 8 of the Identity object; 255 is "not told" in Get_Attributes_All. */
export function addState(facts: Facts, state: number): void {
  const name = STATES[state]
  if (name !== undefined) facts.state = `${name} (0x${state.toString(16).padStart(2, '0')})`
}

/** Adds the operating mode of a Logix controller from the status word. */
function addMode(facts: Facts, status: number): void {
  const mode = (status >> 4) & 0x0f
  if (mode === LOGIX_RUN) facts.mode = 'run'
  else if (mode === LOGIX_PROGRAM) facts.mode = 'program'
  const key = KEYS[(status >> 12) & 3]
  if (key) facts['key-switch'] = key
}

/** A serial number as Rockwell prints it: eight digits. */
export function hex32(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`
}
