/*
 * CoE, CANopen application protocol over EtherCAT: ETG.1000.6, 5.6; CiA 301, 7.2.4 (SDO), 7.5 (objects). Little-endian.
 */
import { IDENTITY_FACTS, isIdentityObject, OBJECT, objectText, readClass, writeClass } from '../canopen/objects.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { addNumber, type Facts, mailboxOf } from './ethercat-state.ts'
import { hex, SPACE } from './function-codes.ts'
import type { MailboxMessage } from './mailbox-message.ts'

const EMERGENCY = 1
const SDO_REQUEST = 2
const SDO_RESPONSE = 3
const LAST_PDO = 7
const SDO_INFORMATION = 8
const RESERVED = 0x0e00
/** Command specifiers, the upper three bits: of a client, and of a server. */
const DOWNLOAD_SEGMENT = 0
const DOWNLOAD = 1
const UPLOAD = 2
const UPLOAD_SEGMENT = 3
const ABORT = 4
const EXPEDITED = 0x02
const SIZE_INDICATED = 0x01
const SAID_OBJECT = 0x40_0000_0000

/** Whether a CoE header begins here. */
export function isCoe(view: DataView, at: number): boolean {
  const header = view.getUint16(at, true)
  return (header & RESERVED) === 0 && header >> 12 >= EMERGENCY && header >> 12 <= SDO_INFORMATION
}

/** Reports one CoE message. */
export function coe(message: MailboxMessage): void {
  const { data, sink } = message
  const service = data.u16le() >> 12
  if (service === SDO_REQUEST || service === SDO_RESPONSE) sdo(message, service)
  else if (service === EMERGENCY) {
    const code = data.u16le()
    sink.operation(
      'event',
      message.operation(SPACE.coe, service, code, 'alarm', () => `error ${hex(code, 4)}`),
      code,
    )
  } else if (service <= LAST_PDO) {
    sink.operation(
      'event',
      message.operation(SPACE.coe, service, 0, 'publish', () => ''),
      0,
    )
  } else information(message, service)
}

/** Lists and descriptions of objects: what a configuration tool asks for. */
function information(message: MailboxMessage, service: number): void {
  const operation = message.operation(SPACE.coe, service, 0, 'discover', () => 'object dictionary')
  message.sink.operation(message.role, operation, 0)
}

function sdo(message: MailboxMessage, service: number): void {
  const { data, state, station, sink, fromSlave } = message
  const task = mailboxOf(state, station)
  const command = data.u8()
  const specifier = command >> 5
  const hasIndex =
    specifier === ABORT || (service === SDO_REQUEST ? isInitiate(specifier) : isInitiateAnswer(specifier))
  const index = hasIndex ? data.u16le() : 0
  const subindex = hasIndex ? data.u8() : 0
  if (data.short) {
    sink.operation(message.role, unknownObject(message), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: 0 })
    return
  }
  // A slave refuses by an abort, which has the service of a request (ETG.1000.6, 5.6.2.7).
  const isAnswer = service === SDO_RESPONSE || (fromSlave && specifier === ABORT)
  if (!isAnswer) {
    const operation =
      hasIndex && specifier !== ABORT ? objectOperation(message, specifier === DOWNLOAD, index, subindex) : task.sdo
    task.sdo = operation ?? unknownObject(message)
    sink.operation('request', task.sdo, 0)
    return
  }
  const isWrite = specifier === UPLOAD_SEGMENT || specifier === DOWNLOAD
  const asked = task.sdo ?? (hasIndex ? objectOperation(message, isWrite, index, subindex) : unknownObject(message))
  sink.operation('response', asked, specifier === ABORT ? data.u32le() || 1 : 0)
  if (service === SDO_RESPONSE && specifier === UPLOAD) identity(message, command, index, subindex)
}

/** Initiate download and upload of a client. */
function isInitiate(specifier: number): boolean {
  return specifier === DOWNLOAD || specifier === UPLOAD
}

/** Of a server, 3 confirms a download; 0 and 1 are segments. */
function isInitiateAnswer(specifier: number): boolean {
  return specifier === UPLOAD || specifier === UPLOAD_SEGMENT || specifier > DOWNLOAD_SEGMENT + ABORT
}

function objectOperation(message: MailboxMessage, isWrite: boolean, index: number, subindex: number): Operation {
  const detail = (index * 0x100 + subindex) * 2 + (isWrite ? 1 : 0)
  const operationClass = isWrite ? writeClass(index) : readClass(index)
  return message.operation(SPACE.coe, SDO_REQUEST, detail, operationClass, () => objectText(index, subindex))
}

function unknownObject(message: MailboxMessage): Operation {
  return message.operation(SPACE.coe, SDO_REQUEST, 0, 'unknown', () => '')
}

function identity(message: MailboxMessage, command: number, index: number, subindex: number): void {
  const { data, state, station, frame, sink } = message
  if (!isIdentityObject(index)) return
  const isExpedited = (command & EXPEDITED) !== 0
  const unused = (command & SIZE_INDICATED) !== 0 ? (command >> 2) & 3 : 0
  const length = isExpedited ? 4 - unused : data.u32le()
  if (data.short || data.left < length) return
  const said = SAID_OBJECT + (station * 0x1_0000 + index) * 0x100 + subindex
  if (!isNews(state.said, said, data.view, data.pos, data.pos + length)) return
  const facts: Facts = {}
  if (index === OBJECT.deviceName) facts.product = data.text(length, 'latin1')
  else if (index === OBJECT.hardwareVersion) facts.hardware = data.text(length, 'latin1')
  else if (index === OBJECT.softwareVersion) facts.firmware = data.text(length, 'latin1')
  else if (length === 4) {
    const fact = index === OBJECT.deviceType ? 'device-type' : IDENTITY_FACTS[subindex]
    if (fact !== undefined) addNumber(facts, fact, data.u32le())
  }
  if (Object.keys(facts).length === 0) return
  frame.say(message.module, `SDO Upload ${hex(index, 4)}`, facts, state, sink)
}
