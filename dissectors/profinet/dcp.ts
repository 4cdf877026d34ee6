/*
 * DCP, the Discovery and basic Configuration Protocol: IEC 61158-6-10, 4.3. Big-endian.
 * ServiceID, ServiceType, Xid, ResponseDelay, DCPDataLength; then blocks on even offsets.
 */

import { ipText, macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { CONTROL, OPTION, optionName } from './dcp-options.ts'
import { dcpValueText, readDcpValue } from './dcp-values.ts'
import { FRAME } from './frame-id.ts'
import { codeOf, SPACE } from './function-codes.ts'
import type { AskedSet, Facts, ProfinetState } from './profinet-state.ts'
import { say, senderOf } from './say-facts.ts'

export const DCP_HEADER_LENGTH = 12
const GET = 3
const SET = 4
const IDENTIFY = 5
const HELLO = 6
const RESPONSE = 1
/** ServiceType 5: the service is not supported. */
const NOT_SUPPORTED = 4
const BLOCK_HEADER_LENGTH = 4
const RESETS: readonly number[] = [CONTROL.factoryReset, CONTROL.resetToFactory]
/** Characters of a target that names all that was asked. */
const MAX_TARGET = 200

/** Whether these bytes can be a DCP message: services, types and lengths that belong together. */
export function isDcp(bytes: Cursor, frameId: number): boolean {
  if (bytes.left < DCP_HEADER_LENGTH) return false
  const service = bytes.peek(2)
  const type = bytes.peek(3)
  const length = bytes.peek16(10)
  if (DCP_HEADER_LENGTH + length > bytes.left) return false
  if (service === GET || service === SET) {
    return frameId === FRAME.dcpGetSet && (type === 0 || type === RESPONSE || type === (RESPONSE | NOT_SUPPORTED))
  }
  if (service === HELLO) return frameId === FRAME.dcpHello && type === 0
  if (service !== IDENTIFY || length < BLOCK_HEADER_LENGTH) return false
  return type === (frameId === FRAME.dcpIdentifyRequest ? 0 : RESPONSE) && frameId !== FRAME.dcpGetSet
}

/** Whether the DCP message at the cursor is an answer. */
export function isDcpResponse(bytes: Cursor): boolean {
  return (bytes.peek(3) & RESPONSE) !== 0
}

/** Reports one DCP message; the cursor is behind the FrameID. */
export function dissectDcp(message: Cursor, info: MessageInfo, state: ProfinetState, sink: Sink): void {
  const start = message.pos
  const service = message.u8()
  const type = message.u8()
  const xid = message.u32()
  message.skip(2)
  const length = message.u16()
  if (message.short) {
    sink.operation((type & RESPONSE) !== 0 ? 'response' : 'request', unasked(service, state), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - start })
    return
  }
  const isWhole = message.narrow(length)
  if ((type & RESPONSE) !== 0) respond(message, service, type, xid, info, state, sink)
  else request(message, service, xid, info, state, sink)
  if (!isWhole || message.short) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - start })
  else if (service < GET || service > HELLO) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: codeOf(SPACE.dcp, service) })
  }
}

function request(
  message: Cursor,
  service: number,
  xid: number,
  info: MessageInfo,
  state: ProfinetState,
  sink: Sink,
): void {
  const { view, pos, end } = message
  const key = keyOfBytes(view, pos, end, service)
  const found = state.operations.find(key)
  if (service === HELLO) {
    sink.operation('event', found ?? state.operations.add(key, 'discover', codeOf(SPACE.dcp, HELLO), '', ''), 0)
    sayBlocks(message, 'DCP Hello', info, state, sink)
    return
  }
  const facts: Facts = {}
  let ip = 0
  let target = ''
  let isReset = false
  if (service === GET) target = found?.target ?? optionNames(message)
  else {
    const asked = readRequest(message, service === SET, facts, found === undefined)
    ip = asked.ip
    target = asked.target
    isReset = asked.isReset
    message.pos = asked.consumed
  }
  const operationClass = classOf(service, target, isReset)
  const operation = found ?? state.operations.add(key, operationClass, codeOf(SPACE.dcp, service), '', target)
  sink.operation('request', operation, 0)
  if (service !== IDENTIFY) state.dcp.ask(xid, { operation, facts, ip })
}

/** A Get has pairs of option and suboption, without lengths (4.3.2.2.1). */
function optionNames(message: Cursor): string {
  const names: string[] = []
  while (message.left >= 2) names.push(optionName(message.u8(), message.u8()))
  return bounded(names)
}

/** Blocks of a Set, with a BlockQualifier each, or of an Identify, which filters by them. */
function readRequest(
  message: Cursor,
  isSet: boolean,
  facts: Facts,
  wantsTarget: boolean,
): { ip: number; target: string; isReset: boolean; consumed: number } {
  const { end } = message
  const texts: string[] = []
  let ip = 0
  let isReset = false
  while (message.left >= BLOCK_HEADER_LENGTH && !message.short) {
    const option = message.u8()
    const suboption = message.u8()
    const length = message.u16()
    const from = message.pos
    if (!message.narrow(length)) break
    const qualifier = isSet ? message.u16() : 0
    const at = message.pos
    if (isSet) ip = readDcpValue(facts, option, suboption, message) || ip
    message.pos = at
    if (isSet && option === OPTION.control) isReset ||= RESETS.includes(suboption)
    const isFrame = option === OPTION.control && (suboption === CONTROL.start || suboption === CONTROL.end)
    if (wantsTarget && !isFrame) texts.push(dcpValueText(option, suboption, qualifier, message))
    message.end = end
    message.pos = Math.min(end, from + length + (length & 1))
  }
  return { ip, target: bounded(texts), isReset, consumed: message.pos }
}

/**
 * Names and addresses change what a device is, a signal makes it blink (4.3.1.4.16); a reset takes it out of its relations
 * and starts it anew, without what it needs to take part (4.3.1.4.18).
 */
function classOf(service: number, target: string, isReset: boolean): OperationClass {
  if (service === GET || service === IDENTIFY) return 'discover'
  if (service !== SET) return 'unknown'
  if (isReset) return 'mode'
  return target === 'Signal' ? 'diagnose' : 'configure'
}

function respond(
  message: Cursor,
  service: number,
  type: number,
  xid: number,
  info: MessageInfo,
  state: ProfinetState,
  sink: Sink,
): void {
  const asked = service === IDENTIFY ? undefined : state.dcp.answer(xid)
  const operation = asked?.operation ?? unasked(service, state)
  if (service !== SET) {
    const error = (type & NOT_SUPPORTED) !== 0 ? type : sayBlocks(message, nameOf(service), info, state, sink)
    sink.operation('response', operation, error)
    return
  }
  const error = (type & NOT_SUPPORTED) !== 0 ? type : setError(message)
  sink.operation('response', operation, error)
  if (asked !== undefined && error === 0) saySet(asked, info, sink)
}

function unasked(service: number, state: ProfinetState): Operation {
  const code = codeOf(SPACE.dcp, service)
  return state.operations.find(code) ?? state.operations.add(code, classOf(service, '', false), code, '', '')
}

function nameOf(service: number): string {
  return service === IDENTIFY ? 'DCP Identify' : 'DCP Get'
}

/** The first BlockError of the answer to a Set (4.3.1.4.17). */
function setError(message: Cursor): number {
  let error = 0
  while (message.left >= BLOCK_HEADER_LENGTH) {
    const option = message.u8()
    const suboption = message.u8()
    const length = message.u16()
    const isResponse = option === OPTION.control && suboption === CONTROL.response && length >= 3
    if (isResponse && error === 0) error = message.peek(2)
    message.skip(Math.min(length + (length & 1), Math.max(length, message.left)))
  }
  return error
}

/** The device has agreed: it now is what the Set said. */
function saySet(asked: AskedSet, info: MessageInfo, sink: Sink): void {
  say(senderOf(info), '', 'DCP Set', asked.facts, sink)
  if (asked.ip !== 0) sink.observe({ kind: 'binding', mac: macText(info.sourceMac), ip: ipText(asked.ip) })
}

/** Says what the blocks of an answer, or of a Hello, tell of their sender; answers with the first BlockError. */
function sayBlocks(message: Cursor, name: string, info: MessageInfo, state: ProfinetState, sink: Sink): number {
  const { view, pos, end } = message
  // Per sender: a controller and a device can each answer the other.
  const under = (name === 'DCP Hello' ? 1 : name === 'DCP Get' ? 2 : 3) * 2 + (senderOf(info) === 'client' ? 1 : 0)
  const isNew = isNews(state.said, under, view, pos, end)
  const facts: Facts = {}
  let ip = 0
  let error = 0
  while (message.left >= BLOCK_HEADER_LENGTH && !message.short) {
    const option = message.u8()
    const suboption = message.u8()
    const length = message.u16()
    const from = message.pos
    if (!message.narrow(length)) break
    if (option === OPTION.control && suboption === CONTROL.response) error = length >= 3 ? message.peek(2) : 0
    else {
      message.skip(2)
      if (isNew) ip = readDcpValue(facts, option, suboption, message) || ip
    }
    message.end = end
    message.pos = Math.min(end, from + length + (length & 1))
  }
  say(senderOf(info), '', name, facts, sink)
  if (ip !== 0) sink.observe({ kind: 'binding', mac: macText(info.sourceMac), ip: ipText(ip) })
  return error
}

function bounded(texts: readonly string[]): string {
  const target = texts.join(', ')
  return target.length > MAX_TARGET ? `${target.slice(0, MAX_TARGET)}…` : target
}
