/*
 * cEMI: KNX Standard 03/06/03, 4.1 (messages of the data link layer and of local management). Big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { OperationClass, OperationRole, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { addressText, groupText } from './addresses.ts'
import {
  ADDRESS_WRITE,
  applicationClass,
  CODE,
  isConfirmation,
  managementClass,
  managementOf,
  SECURE_SERVICE,
  SERIAL_ADDRESS_WRITE,
  serviceOf,
} from './application-services.ts'
import { type KnxState, MAX_DEVICES } from './knx-state.ts'
import { toldProperty } from './told-property.ts'

const L_DATA = { request: 0x11, confirmation: 0x2e, indication: 0x29 } as const
const GROUP = 0x80
/** Control field 1: the confirmation is negative. */
const NOT_CONFIRMED = 0x01
const CONTROL_FRAME = 0x80
/** Beyond the services, in keys of what was said. */
const PROPERTIES = 0x1_0000
const FIRST_ELEMENT = 1
const SERIAL_LENGTH = 6
/** Beyond individual and group addresses, in keys of operations: what is told by its data. */
const GIVEN = 0x2_0000
const MOST_GIVEN = 0x7fff_0000

/** One cEMI message, in a tunnel, by routing or of device management. */
export function dissectCemi(message: Cursor, info: MessageInfo, state: KnxState, sink: Sink): void {
  const start = message.pos
  const code = message.u8()
  const management = managementOf(code)
  if (management > 0) {
    localManagement(message, code, management, info, state, sink)
    return
  }
  if (code !== L_DATA.request && code !== L_DATA.confirmation && code !== L_DATA.indication) {
    report(CODE.other + code, 'unknown', '', 'event', 0, 0, state, sink)
    sink.observe({ kind: 'undecoded', reason: 'unsupported', code: CODE.other + code })
    return
  }
  message.skip(message.u8())
  linkData(message, code, start, info, state, sink)
}

function linkData(message: Cursor, code: number, start: number, info: MessageInfo, state: KnxState, sink: Sink): void {
  const control = message.u16()
  const source = message.u16()
  const target = message.u16()
  const length = message.u8()
  const transport = message.u8()
  const octet = length > 0 ? message.u8() : 0
  if (message.short) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - start })
    return
  }
  const status = code === L_DATA.confirmation ? (control >> 8) & NOT_CONFIRMED : 0
  const isGroup = (control & GROUP) !== 0
  const role = roleOf(code)
  if (code === L_DATA.indication && source !== 0) sayDevice(source, info, state, sink)
  const address = isGroup ? 0x1_0000 + target : target
  if ((transport & CONTROL_FRAME) !== 0) {
    // A numbered control frame carries its number in bits 2 to 5.
    report(CODE.transport + (transport & 0xc3), 'session', '', role, status, address, state, sink)
    return
  }
  const service = serviceOf(((transport & 3) << 8) | octet)
  const given = givenAddress(message, service)
  const key = given === '' ? address : GIVEN + (keyOfBytes(message.view, message.pos, message.end, 0) % MOST_GIVEN)
  report(CODE.application + service, applicationClass(service), given, role, status, key, state, sink)
  if (service === SECURE_SERVICE) {
    sink.observe({ kind: 'undecoded', reason: 'encrypted', code: CODE.application + service })
  }
}

/**
 * The individual address that a device is to have from now on: of the one whose button was pressed, or of a serial number
 * (KNX Standard 03/03/07, 3.2.2 and 3.2.6). It is sent to all; '' for any other service.
 */
function givenAddress({ view, pos, left }: Cursor, service: number): string {
  if (service === ADDRESS_WRITE && left >= 2) return `new address ${addressText(view.getUint16(pos))}`
  if (service !== SERIAL_ADDRESS_WRITE || left < SERIAL_LENGTH + 2) return ''
  const serial = view.getUint16(pos) * 0x1_0000_0000 + view.getUint32(pos + 2)
  const address = addressText(view.getUint16(pos + SERIAL_LENGTH))
  return `serial ${serial.toString(16).padStart(2 * SERIAL_LENGTH, '0')} new address ${address}`
}

/** A tunnel is asked to send, and confirms that it has; what comes from the bus is told to whoever listens. */
function roleOf(code: number): OperationRole {
  if (code === L_DATA.request) return 'request'
  return code === L_DATA.confirmation ? 'response' : 'event'
}

function report(
  code: number,
  operationClass: OperationClass,
  text: string,
  role: OperationRole,
  status: number,
  address: number,
  { operations }: KnxState,
  sink: Sink,
): void {
  const key = code * 0x1_0000_0000 + address
  const known = operations.find(key)
  if (known !== undefined) {
    sink.operation(role, known, status)
    return
  }
  const isGroup = address >= 0x1_0000
  const isDevice = code < CODE.management && !isGroup
  const target = text !== '' || code >= CODE.management ? text : isGroup ? groupText(address & 0xffff) : ''
  const module = isDevice ? `device ${addressText(address)}` : ''
  sink.operation(role, operations.add(key, operationClass, code, module, target), status)
}

/** A device on the bus behind the one that passes its message on. */
function sayDevice(source: number, info: MessageInfo, { devices }: KnxState, sink: Sink): void {
  if (devices.has(source) || devices.size >= MAX_DEVICES) return
  devices.add(source)
  const of: Side = info.direction === 'to-server' ? 'client' : 'server'
  sink.observe({ kind: 'topology', relation: 'gateway-for', of, other: `device ${addressText(source)}` })
}

function localManagement(
  message: Cursor,
  code: number,
  request: number,
  info: MessageInfo,
  state: KnxState,
  sink: Sink,
): void {
  const objectType = message.u16()
  message.skip(1)
  const property = message.u8()
  const extent = message.u16()
  const elements = extent >> 12
  const isProperty = !message.short
  const text = isProperty ? `object ${objectType} property ${property}` : ''
  const isAnswer = isConfirmation(code)
  // 03/06/03, 4.1.7.3: no elements in a confirmation means an error.
  const status = isAnswer && isProperty && elements === 0 ? 1 : 0
  const address = isProperty ? objectType * 0x100 + property : 0
  report(
    CODE.management + request,
    managementClass(request),
    text,
    isAnswer ? 'response' : 'request',
    status,
    address,
    state,
    sink,
  )
  if (!isAnswer || status !== 0 || (extent & 0xfff) !== FIRST_ELEMENT) return
  const { view, pos, end } = message
  const facts = toldProperty(objectType, property, message)
  if (facts === undefined || !isNews(state.said, PROPERTIES + address, view, pos, end)) return
  const of: Side = info.direction === 'to-server' ? 'client' : 'server'
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'M_PropRead', facts })
}
