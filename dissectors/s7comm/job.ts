/*
 * Jobs (ROSCTR 1) and their acknowledgements (2 without parameters, 3 with them).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { blockNameText } from './block-name.ts'
import { nextItemAt, statusOf } from './data-items.ts'
import { BARE_ACK, classOfFunction, FUNCTION, isKnownFunction } from './function-codes.ts'
import { answerEach, answerRefused, askForEach, listOf, writtenList } from './item-lists.ts'
import { readItems, sayItemValues } from './item-points.ts'
import { itemsText } from './item-text.ts'
import { classOfService, piService, stopService } from './pi-service.ts'
import { ROSCTR } from './s7-header.ts'
import { askedBy, askedOf, type S7commState } from './s7comm-state.ts'

/** From the function on: a status, an error or unknown word, the upload id, a block's name behind its length. */
const UPLOAD_ID_AT = 4
const NAME_LENGTH_AT = 8
// Spaces of keys beside those that are codes or hashes.
const UPLOAD_SPACE = 0x1_0000_0000_0000
const GENERAL_SPACE = 0x2_0000_0000_0000

/** A request. A download turns the roles round: the controller asks the client for its parts. */
export function dissectJob(pdu: Cursor, info: MessageInfo, state: S7commState, sink: Sink): void {
  const { header } = state
  pdu.end = header.dataAt
  if (pdu.left === 0) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: pdu.pos })
    return
  }
  const operation = jobOperation(pdu, state)
  if (pdu.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: pdu.pos })
  if (operation.class === 'unknown') {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
  }
  askedBy(info, state).ask(header.reference, operation)
  const written = writtenList(operation, state)
  if (written !== undefined) {
    askForEach(pdu, written, state, sink)
    return
  }
  sink.operation('request', operation, 0)
  if (operation.code === FUNCTION.writeVar) sayItemValues(pdu, operation, state, sink)
}

/** A job whose lengths exceed the message: its function is all that can be told. */
export function dissectCutJob(pdu: Cursor, state: S7commState, sink: Sink): void {
  if (pdu.left > 0) sink.operation('request', generalOperation(state, pdu.peek(0)), 0)
}

/** An answer, matched by its PDU reference. */
export function dissectAcknowledgement(pdu: Cursor, info: MessageInfo, state: S7commState, sink: Sink): void {
  const { header } = state
  const asked = askedOf(info, state).answer(header.reference)
  const code = pdu.pos < header.dataAt ? pdu.peek(0) : -1
  if (header.rosctr === ROSCTR.ackData && code < 0 && header.error === 0) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: pdu.pos })
  }
  // A reference that was used again is no answer to what it asked first.
  const operation =
    asked !== undefined && (code < 0 || asked.code === code)
      ? asked
      : generalOperation(state, code < 0 ? BARE_ACK : code)
  if (code >= 0 && !isKnownFunction(code)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  const status = header.error || itemStatus(pdu, code, state)
  if (code === FUNCTION.startUpload && status === 0) rememberUpload(pdu, state)
  if (code === FUNCTION.setup && status === 0) {
    // S7comm has no protection of its own, in any version.
    sink.observe({ kind: 'session', state: 'opened', security: 'none', user: '' })
  }
  const written = operation === asked ? writtenList(operation, state) : undefined
  if (written !== undefined) answerEach(pdu, written, state, sink)
  else answerOne(pdu, operation, status, state, sink)
}

function answerOne(pdu: Cursor, operation: Operation, status: number, state: S7commState, sink: Sink): void {
  const list = operation.code === FUNCTION.readVar ? state.lists.get(operation) : undefined
  const isPartly = status !== 0 && list !== undefined && list.items.length > 1 && isAnyGranted(pdu, state)
  sink.operation('response', operation, isPartly ? 0 : status)
  if (isPartly) answerRefused(pdu, list, state, sink)
  if (list !== undefined) sayItemValues(pdu, operation, state, sink)
}

function jobOperation(pdu: Cursor, state: S7commState): Operation {
  const code = pdu.peek(0)
  switch (code) {
    case FUNCTION.upload:
    case FUNCTION.endUpload:
      return uploadOperation(pdu, code, state)
    case FUNCTION.readVar:
    case FUNCTION.writeVar:
    case FUNCTION.requestDownload:
    case FUNCTION.downloadBlock:
    case FUNCTION.downloadEnded:
    case FUNCTION.startUpload:
    case FUNCTION.piService:
    case FUNCTION.plcStop:
      return targetedOperation(pdu, code, state)
    default:
      return state.operations.find(code) ?? state.operations.add(code, classOfFunction(code), code, state.module, '')
  }
}

function targetedOperation(pdu: Cursor, code: number, state: S7commState): Operation {
  const key = keyOfBytes(pdu.view, pdu.pos, targetEnd(pdu, code), 0)
  const operation = state.operations.find(key) ?? newOperation(key, pdu, code, state)
  if (code === FUNCTION.startUpload) {
    state.uploading = operation.target
    state.uploadId = -1
  }
  return operation
}

/** Where the bytes that determine the target end: the length of a download is no part of it. */
function targetEnd(pdu: Cursor, code: number): number {
  if (code !== FUNCTION.requestDownload || pdu.left <= NAME_LENGTH_AT) return pdu.end
  return Math.min(pdu.pos + NAME_LENGTH_AT + 1 + pdu.peek(NAME_LENGTH_AT), pdu.end)
}

function newOperation(key: number, pdu: Cursor, code: number, state: S7commState): Operation {
  const { operations, module } = state
  if (code === FUNCTION.readVar || code === FUNCTION.writeVar) {
    return variableOperation(key, pdu, code, state)
  }
  if (code === FUNCTION.piService || code === FUNCTION.plcStop) {
    pdu.skip(1)
    const service = code === FUNCTION.piService ? piService(pdu) : stopService(pdu)
    const serviceClass = code === FUNCTION.plcStop ? classOfFunction(code) : classOfService(service.name)
    return operations.add(key, serviceClass, code, module, service.target)
  }
  pdu.skip(NAME_LENGTH_AT)
  return operations.add(key, classOfFunction(code), code, module, blockNameText(pdu, pdu.u8()))
}

function variableOperation(key: number, pdu: Cursor, code: number, state: S7commState): Operation {
  pdu.skip(1)
  const count = pdu.u8()
  const { pos } = pdu
  const items = readItems(pdu, count, code === FUNCTION.writeVar)
  // Of what is cut nobody knows which answer is whose.
  const isWhole = items.length === count && !pdu.short
  pdu.pos = pos
  pdu.short = false
  const points = items.flatMap((item) => item.points)
  const target = itemsText(pdu, count)
  const operation = state.operations.add(key, classOfFunction(code), code, state.module, target, points)
  if (operation.slot >= 0 && isWhole && (count > 1 || points.length > 0)) state.lists.set(operation, listOf(items))
  return operation
}

/** Upload and end of upload name their block by the id that the start was answered with. */
function uploadOperation(pdu: Cursor, code: number, state: S7commState): Operation {
  const target = idOfUpload(pdu) === state.uploadId ? state.uploading : ''
  const { operations } = state
  const key = keyOfText(target, code)
  return operations.find(key) ?? operations.add(key, 'upload', code, state.module, target)
}

function idOfUpload(pdu: Cursor): number {
  pdu.skip(UPLOAD_ID_AT)
  return pdu.u32()
}

/** Uploads are rare: a key from the text that they have, not from bytes. */
function keyOfText(text: string, seed: number): number {
  let key = seed + 1
  for (let i = 0; i < text.length; i++) key = (key * 31 + text.charCodeAt(i)) % 0x1f_ffff_ffff
  return key + UPLOAD_SPACE
}

function rememberUpload(pdu: Cursor, state: S7commState): void {
  const { pos, end } = pdu
  pdu.end = state.header.dataAt
  const id = idOfUpload(pdu)
  if (!pdu.short) state.uploadId = id
  pdu.pos = pos
  pdu.end = end
}

/** Of an answer whose request was not seen. */
function generalOperation(state: S7commState, code: number): Operation {
  return (
    state.operations.find(GENERAL_SPACE + code) ??
    state.operations.add(GENERAL_SPACE + code, classOfFunction(code), code, state.module, '')
  )
}

/** The first return code of a read or write that is no success; 0 when all succeeded. */
function itemStatus(pdu: Cursor, code: number, state: S7commState): number {
  if (code !== FUNCTION.readVar && code !== FUNCTION.writeVar) return 0
  const { header } = state
  if (header.dataAt - pdu.pos < 2) return 0
  const count = pdu.peek(1)
  const { view } = pdu
  let at = header.dataAt
  for (let i = 0; i < count && at < header.dataEnd; i++) {
    const status = statusOf(view.getUint8(at))
    if (status !== 0) return status
    at = code === FUNCTION.writeVar ? at + 1 : nextItemAt(view, at, header.dataEnd)
  }
  return 0
}

/** Whether the answer to a read gives any of what was asked. */
function isAnyGranted({ view }: Cursor, { header }: S7commState): boolean {
  const { error, dataAt, dataEnd } = header
  if (error !== 0) return false
  for (let at = dataAt; at < dataEnd; at = nextItemAt(view, at, dataEnd)) {
    if (statusOf(view.getUint8(at)) === 0) return true
  }
  return false
}
