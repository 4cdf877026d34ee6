/*
 * What an answer says: whether it worked, and what it tells of the device. ISO 9506-2:2003, clause 7
 * (Confirmed-ResponsePDU), DataAccessError, ServiceError.
 */
import type { BerReader } from '../kit/ber.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import { ALL_DOMAINS } from './mms-request.ts'
import { MAX_HANDLES, MAX_REMEMBERED, MmsState } from './mms-state.ts'
import { isNameplate, leavesOfType, nameplateFacts } from './nameplate.ts'
import { MAX_NAMES, namesOf, textOf } from './object-names.ts'
import {
  FILE_OPEN,
  GET_NAME_LIST,
  GET_VARIABLE_ACCESS_ATTRIBUTES,
  IDENTIFY,
  INITIATE_UPLOAD,
  nameOfService,
  READ,
  WRITE,
} from './services.ts'

/** A status of a read or write: this, and the DataAccessError. 0 is an error there, 'object-invalidated'. */
const DATA_ACCESS_ERROR = 0x100
const FAILURE = 0x80
const LIST_OF_ACCESS_RESULT = 0xa1
const LIST_OF_IDENTIFIER = 0xa0
const HANDLE = 0x80
const TYPE_DESCRIPTION = 0xa2
/** Identify-Response: vendorName, modelName, revision. */
const IDENTITY: readonly Fact[] = ['vendor', 'model', 'firmware']

/** The status of the positive answer that `ber` has just read: not 0 when a variable was refused. */
export function statusOfResponse(ber: BerReader, service: number): number {
  if (service !== READ && service !== WRITE) return 0
  let status = 0
  ber.enter()
  if (service === WRITE) status = firstFailure(ber)
  else {
    while (ber.next()) {
      if (!ber.is(LIST_OF_ACCESS_RESULT) || !ber.enter()) continue
      status = firstFailure(ber)
      ber.leave()
    }
  }
  ber.leave()
  return status
}

/** Says what the answer tells of its sender. `ber` has just read the service's element. */
export function learnFromResponse(
  ber: BerReader,
  service: number,
  asked: Operation,
  info: MessageInfo,
  state: MmsState,
  sink: Sink,
): void {
  switch (service) {
    case IDENTIFY:
      identify(ber, info, state, sink)
      return
    case GET_NAME_LIST:
      if (asked.target === ALL_DOMAINS) domains(ber, info, state, sink)
      break
    case FILE_OPEN:
    case INITIATE_UPLOAD:
      remembersHandle(ber, service, asked, state)
      return
    default:
      break
  }
  if (state.understood.size > 0) understand(ber, service, asked, info, state, sink)
}

/** One fact or more of a message, unless they were just said. */
export function tell(
  message: string,
  facts: Readonly<Partial<Record<Fact, string>>>,
  info: MessageInfo,
  state: MmsState,
  sink: Sink,
): void {
  const key = `${message} ${Object.keys(facts).join()}`
  const said = JSON.stringify(facts)
  if (state.saidFacts.get(key) === said) return
  MmsState.remember(state.saidFacts, key, said, MAX_REMEMBERED)
  const of = info.direction === 'to-server' ? 'client' : 'server'
  sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
}

function firstFailure(ber: BerReader): number {
  while (ber.next()) if (ber.is(FAILURE)) return DATA_ACCESS_ERROR + (ber.unsigned() & 0xff)
  return 0
}

function identify(ber: BerReader, info: MessageInfo, state: MmsState, sink: Sink): void {
  const facts: Partial<Record<Fact, string>> = {}
  ber.enter()
  while (ber.next()) {
    const fact = IDENTITY[ber.tag - 0x80]
    const text = fact === undefined ? '' : textOf(ber.view, ber.start, ber.end).trim()
    if (fact !== undefined && text !== '') facts[fact] = text
  }
  ber.leave()
  if (Object.keys(facts).length > 0) tell('Identify', facts, info, state, sink)
}

function domains(ber: BerReader, info: MessageInfo, state: MmsState, sink: Sink): void {
  ber.enter()
  while (ber.next()) {
    if (!ber.is(LIST_OF_IDENTIFIER) || !ber.enter()) continue
    for (let count = 0; count < MAX_NAMES && ber.next(); count++) {
      tellDevice(textOf(ber.view, ber.start, ber.end), 'GetNameList', info, state, sink)
    }
    ber.leave()
  }
  ber.leave()
}

function remembersHandle(ber: BerReader, service: number, asked: Operation, state: MmsState): void {
  const kind = service === FILE_OPEN ? 'file' : 'upload'
  ber.enter()
  while (ber.next()) {
    if (!ber.is(HANDLE)) continue
    MmsState.remember(state.handles, `${kind} ${ber.unsigned()}`, asked.target, MAX_HANDLES)
    break
  }
  ber.leave()
}

/** The names of a request are told at its first answer: what a client asks for need not be there. */
function understand(
  ber: BerReader,
  service: number,
  asked: Operation,
  info: MessageInfo,
  state: MmsState,
  sink: Sink,
): void {
  const names = state.understood.get(asked)
  if (names === undefined) return
  const message = nameOfService(service)
  for (const name of names) {
    const slash = name.indexOf('/')
    if (slash > 0) tellDevice(name.slice(0, slash), message, info, state, sink)
  }
  if (!names.some(isNameplate)) state.understood.delete(asked)
  else if (service === READ) {
    const facts = nameplateFacts(ber, names, state.types)
    if (Object.keys(facts).length > 0) tell(message, facts, info, state, sink)
  } else if (service === GET_VARIABLE_ACCESS_ATTRIBUTES) rememberType(ber, names[0] as string, state)
}

function rememberType(ber: BerReader, name: string, state: MmsState): void {
  ber.enter()
  while (ber.next()) {
    if (!ber.is(TYPE_DESCRIPTION) || !ber.enter()) continue
    MmsState.remember(state.types, name, leavesOfType(ber), MAX_REMEMBERED)
    ber.leave()
  }
  ber.leave()
}

function tellDevice(device: string, message: string, info: MessageInfo, state: MmsState, sink: Sink): void {
  if (device === '' || state.saidDevices.has(device) || state.saidDevices.size >= MAX_REMEMBERED) return
  state.saidDevices.add(device)
  const of = info.direction === 'to-server' ? 'client' : 'server'
  sink.observe({ kind: 'identity', of, about: '', module: '', message, facts: { 'logical-device': device } })
}

/** TASE.2 (IEC 60870-6-503, clause 7 and 8) is told from other MMS by the names that it alone defines. */
export function observeTase2(ber: BerReader, info: MessageInfo, state: MmsState, sink: Sink): void {
  if (!namesOf(ber.view, ber.start, ber.end).some((name) => TASE2_NAME.test(name))) return
  // The names are the server's: the request goes to it.
  const of = info.direction === 'to-server' ? 'server' : 'client'
  if (state.saidFacts.get('TASE.2') !== undefined) return
  MmsState.remember(state.saidFacts, 'TASE.2', of, MAX_REMEMBERED)
  const facts = { application: 'TASE.2 (ICCP)' }
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'TASE.2 object names', facts })
}

const TASE2_NAME =
  /(^|\/)(Bilateral_Table_ID|TASE2_Version|Supported_Features|Next_DSTransfer_Set|Transfer_Set_Name|Transfer_Set_Time_Stamp|DSConditions_Detected|Transfer_Report_(ACK|NACK))$/
