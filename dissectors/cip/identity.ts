/*
 * What devices say of themselves in answers to reads of attributes. Little-endian.
 * The CIP Networks Library, Volume 1, section 5A-2 (Identity); Volume 2, section 5-4 (TCP/IP Interface) and 5-5
 * (Ethernet Link); appendix C-5.2 (strings). Class 0x64 of Logix controllers holds the name of the controller.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { type CipState, isNews } from './cip-state.ts'
import { internationalText, shortText, text } from './cip-strings.ts'
import { addState, addVendor, deviceFacts, type Facts, hex32 } from './device-identity.ts'
import { deviceTypeName } from './device-types.ts'
import { linkAttribute, linkFacts, tcpIpAttribute, tcpIpFacts } from './network-identity.ts'
import { attributeOfCode, classOfCode } from './service-codes.ts'
import { commonServiceName } from './service-names.ts'

const GET_ATTRIBUTES_ALL = 0x01
const GET_ATTRIBUTE_LIST = 0x03
const GET_ATTRIBUTE_SINGLE = 0x0e
const IDENTITY = 0x01
const LOGIX_CONTROLLER_NAME = 0x64
const TCP_IP = 0xf5
const ETHERNET_LINK = 0xf6
/** Attributes of one Get_Attribute_List that are read. */
const MAX_ATTRIBUTES = 64

/** Reports what the successful answer at the cursor says of its device, when that is news. */
export function observeIdentity(
  data: Cursor,
  service: number,
  operation: Operation,
  state: CipState,
  sink: Sink,
): void {
  if (service !== GET_ATTRIBUTE_LIST && service !== GET_ATTRIBUTES_ALL && service !== GET_ATTRIBUTE_SINGLE) return
  const classId = classOfCode(operation.code)
  if (classId !== IDENTITY && classId !== TCP_IP && classId !== ETHERNET_LINK && classId !== LOGIX_CONTROLLER_NAME)
    return
  if (data.left === 0 || !isNews(state, operation, data.view, data.pos, data.end)) return
  const facts: Facts = {}
  addFacts(facts, data, classId, service, attributeOfCode(operation.code))
  if (Object.keys(facts).length === 0) return
  const { module } = operation
  sink.observe({ kind: 'identity', of: 'server', about: '', module, message: commonServiceName(service), facts })
}

function addFacts(facts: Facts, data: Cursor, classId: number, service: number, attribute: number): void {
  if (service === GET_ATTRIBUTE_SINGLE) addAttribute(facts, data, classId, attribute)
  else if (service === GET_ATTRIBUTE_LIST) addListed(facts, data, classId)
  else if (classId === IDENTITY) Object.assign(facts, deviceFacts(data))
  else if (classId === TCP_IP) Object.assign(facts, tcpIpFacts(data))
  else if (classId === ETHERNET_LINK) Object.assign(facts, linkFacts(data))
  else if (classId === LOGIX_CONTROLLER_NAME) addText(facts, 'name', text(data))
}

/** Appendix: a count, then for each attribute its number, its status and, when that is 0, its value. */
function addListed(facts: Facts, data: Cursor, classId: number): void {
  const count = data.u16le()
  for (let i = 0; i < Math.min(count, MAX_ATTRIBUTES); i++) {
    const attribute = data.u16le()
    const status = data.u16le()
    if (data.short) return
    if (status === 0 && !addAttribute(facts, data, classId, attribute)) return
  }
}

/** Reads one attribute; false when its length is not known, so that those behind it cannot be read. */
function addAttribute(facts: Facts, data: Cursor, classId: number, attribute: number): boolean {
  switch (classId) {
    case IDENTITY:
      return addIdentityAttribute(facts, data, attribute)
    case TCP_IP:
      return tcpIpAttribute(facts, data, attribute)
    case ETHERNET_LINK:
      return linkAttribute(facts, data, attribute)
    default:
      return false
  }
}

/** Section 5A-2.2. */
function addIdentityAttribute(facts: Facts, data: Cursor, attribute: number): boolean {
  const value = fixedValue(data, attribute)
  if (data.short) return false
  switch (attribute) {
    case 1:
      addVendor(facts, value)
      return true
    case 2:
      facts['device-type'] = deviceTypeName(value)
      return true
    case 3:
      facts['product-code'] = String(value)
      return true
    case 4:
      facts.firmware = `${value & 0xff}.${value >> 8}`
      return true
    case 6:
      facts.serial = hex32(value)
      return true
    case 7:
      return addText(facts, 'product', shortText(data))
    case 8:
      addState(facts, value)
      return true
    case 13:
      return addText(facts, 'product', internationalText(data))
    case 15:
      return addText(facts, 'name', internationalText(data))
    case 16:
      return addText(facts, 'description', internationalText(data))
    case 17:
      return addText(facts, 'location', internationalText(data))
    default:
      return attribute === 5 || attribute === 9 || attribute === 10
  }
}

/** The attributes that are plain numbers. */
function fixedValue(data: Cursor, attribute: number): number {
  switch (attribute) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 9:
      return data.u16le()
    case 6:
      return data.u32le()
    case 8:
    case 10:
      return data.u8()
    default:
      return 0
  }
}

function addText(facts: Facts, fact: keyof Facts, value: string): boolean {
  if (value !== '') facts[fact] = value
  return true
}
