/*
 * SDO: a client reads and writes the objects of a node. CiA 301 V4.2.0, 7.2.4.3. All eight bytes; the object low byte first.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass, OperationRole } from '../kit/observation.ts'
import type { CanopenState } from './canopen-state.ts'
import { codeOf, SDO, SPACE } from './function-codes.ts'
import { sayObject } from './node-identity.ts'
import { isIdentityObject, objectText, readClass, writeClass } from './objects.ts'
import {
  ABORT,
  blockPart,
  CLIENT,
  commandOf,
  expeditedLength,
  isExpedited,
  SDO_LENGTH,
  SERVER,
} from './sdo-commands.ts'
import { BLOCK } from './sdo-transfer.ts'

/** Where the object, the data and the numbers of a block lie. */
const INDEX_AT = 1
const SUBINDEX_AT = 3
const DATA_AT = 4
const BLOCK_SIZE_AT = 4
const SEGMENT_DATA_AT = 1
const SEGMENT_BYTES = 7
const ACKNOWLEDGED_AT = 1
const NEXT_SIZE_AT = 2
/** Of a segment: the lowest bit says that it is the last one; of a block, the highest. */
const LAST = 0x01
const LAST_OF_BLOCK = 0x80
/** Parts of a block transfer: client and server number them alike, but for the start of an upload. */
const PART = { initiate: 0, end: 1, acknowledge: 2, start: 3 } as const
/** Keys beyond those of codes alone. */
const OBJECT_KEYS = 2 ** 32

export function dissectSdo(message: Cursor, isAnswer: boolean, state: CanopenState, sink: Sink): void {
  if (message.left < SDO_LENGTH) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    return
  }
  const { transfer } = state
  const first = message.peek(0)
  const segmentsFrom = isAnswer ? BLOCK.fromServer : BLOCK.fromClient
  if (transfer.block === segmentsFrom && !transfer.isBlockOver && first !== ABORT) blockSegment(message, state, sink)
  else if (isAnswer) answer(message, first, state, sink)
  else request(message, first, state, sink)
}

function request(message: Cursor, first: number, state: CanopenState, sink: Sink): void {
  const part = blockPart(first)
  switch (commandOf(first)) {
    case CLIENT.download:
      ask(message, SDO.download, state, sink)
      return
    case CLIENT.upload:
      ask(message, SDO.upload, state, sink)
      return
    case CLIENT.downloadSegment:
      goOn('request', SDO.downloadSegment, state, sink)
      return
    case CLIENT.uploadSegment:
      goOn('request', SDO.uploadSegment, state, sink)
      return
    case CLIENT.abort:
      abort(message, 'event', undefined, state, sink)
      return
    case CLIENT.blockUpload:
      if (part === PART.initiate) ask(message, SDO.blockUpload, state, sink)
      else proceedUpload(message, part, state, sink)
      return
    case CLIENT.blockDownload:
      if ((part & PART.end) === 0) ask(message, SDO.blockDownload, state, sink)
      else goOn('request', SDO.blockDownload, state, sink)
      return
    default:
      unknown('request', first, state, sink)
  }
}

/** A transfer begins. */
function ask(message: Cursor, number: number, state: CanopenState, sink: Sink): void {
  const { view, pos } = message
  const { transfer } = state
  const index = view.getUint16(pos + INDEX_AT, true)
  const operation = operationOf(number, index, message.peek(SUBINDEX_AT), state)
  transfer.begin(operation)
  transfer.isExpedited = number === SDO.download && isExpedited(message.peek(0))
  transfer.firstBlockSize = number === SDO.blockUpload ? message.peek(BLOCK_SIZE_AT) : 0
  sink.operation('request', operation, 0)
}

/** A part of the transfer that has begun. */
function goOn(role: OperationRole, number: number, state: CanopenState, sink: Sink): void {
  sink.operation(role, state.transfer.operation ?? plain(number, state), 0)
}

/** Of a block upload: the client has segments begin, says how many have come, and that it has all. */
function proceedUpload(message: Cursor, part: number, state: CanopenState, sink: Sink): void {
  const { transfer } = state
  goOn('event', SDO.blockUpload, state, sink)
  if (part === PART.start) transfer.beginBlock(BLOCK.fromServer, transfer.firstBlockSize)
  else if (part === PART.acknowledge) transfer.acknowledge(message.peek(ACKNOWLEDGED_AT), message.peek(NEXT_SIZE_AT))
  else transfer.end()
}

function blockSegment(message: Cursor, state: CanopenState, sink: Sink): void {
  const { transfer } = state
  const first = message.peek(0)
  goOn('event', SDO.blockSegment, state, sink)
  if (transfer.takeSegment(first & ~LAST_OF_BLOCK, (first & LAST_OF_BLOCK) !== 0)) {
    transfer.add(message.view, message.pos + SEGMENT_DATA_AT, SEGMENT_BYTES)
  }
}

function answer(message: Cursor, first: number, state: CanopenState, sink: Sink): void {
  const { transfer } = state
  switch (commandOf(first)) {
    case SERVER.uploadSegment:
      uploadSegment(message, first, state, sink)
      return
    case SERVER.downloadSegment:
      goOn('response', SDO.downloadSegment, state, sink)
      return
    case SERVER.upload:
      uploaded(message, first, state, sink)
      return
    case SERVER.download:
      sink.operation('response', answered(message, SDO.download, state), 0)
      if (transfer.isExpedited) transfer.end()
      return
    case SERVER.abort:
      abort(message, 'response', transfer.operation, state, sink)
      return
    case SERVER.blockDownload:
      proceedDownload(message, blockPart(first), state, sink)
      return
    case SERVER.blockUpload:
      uploadedInBlocks(message, first, state, sink)
      return
    default:
      unknown('response', first, state, sink)
  }
}

/** The value itself, or how long it is. */
function uploaded(message: Cursor, first: number, state: CanopenState, sink: Sink): void {
  const { view, pos } = message
  sink.operation('response', answered(message, SDO.upload, state), 0)
  if (!isExpedited(first)) {
    beginGathering(message, state)
    return
  }
  sayObject(indexOf(message), message.peek(SUBINDEX_AT), view, pos + DATA_AT, expeditedLength(first), state, sink)
  state.transfer.end()
}

function uploadSegment(message: Cursor, first: number, state: CanopenState, sink: Sink): void {
  const { transfer } = state
  goOn('response', SDO.uploadSegment, state, sink)
  transfer.add(message.view, message.pos + SEGMENT_DATA_AT, SEGMENT_BYTES - ((first >> 1) & 7))
  if ((first & LAST) === 0) return
  sayGathered(transfer.gathered, state, sink)
  transfer.end()
}

/** Of a block upload: it begins, or has ended with some bytes too many in its last segment. */
function uploadedInBlocks(message: Cursor, first: number, state: CanopenState, sink: Sink): void {
  if ((first & PART.end) === 0) {
    sink.operation('response', answered(message, SDO.blockUpload, state), 0)
    beginGathering(message, state)
    return
  }
  goOn('event', SDO.blockUpload, state, sink)
  sayGathered(state.transfer.gathered - ((first >> 2) & 7), state, sink)
}

/** Of a block download: the node lets segments come, says how many have, and that it has all. */
function proceedDownload(message: Cursor, part: number, state: CanopenState, sink: Sink): void {
  const { transfer } = state
  if (part === PART.initiate) {
    sink.operation('response', answered(message, SDO.blockDownload, state), 0)
    transfer.beginBlock(BLOCK.fromClient, message.peek(BLOCK_SIZE_AT))
  } else if (part === PART.acknowledge) {
    goOn('event', SDO.blockDownload, state, sink)
    transfer.acknowledge(message.peek(ACKNOWLEDGED_AT), message.peek(NEXT_SIZE_AT))
  } else {
    goOn('response', SDO.blockDownload, state, sink)
    transfer.end()
  }
}

/** Either side ends the transfer: what a node refuses is the answer to what was asked. */
function abort(
  message: Cursor,
  role: OperationRole,
  asked: Operation | undefined,
  state: CanopenState,
  sink: Sink,
): void {
  const code = message.view.getUint32(message.pos + DATA_AT, true)
  const operation = asked ?? operationOf(SDO.abort, indexOf(message), message.peek(SUBINDEX_AT), state)
  // An abort without a code is an error all the same.
  sink.operation(role, operation, code === 0 ? 1 : code)
  state.transfer.end()
}

function unknown(role: OperationRole, first: number, state: CanopenState, sink: Sink): void {
  const code = codeOf(SPACE.sdo, first)
  sink.operation(role, state.operations.find(code) ?? state.operations.add(code, 'unknown', code, '', ''), 0)
  sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
}

/** What was asked; where that was not seen, or was of another object, what the answer itself tells. */
function answered(message: Cursor, number: number, state: CanopenState): Operation {
  const { transfer } = state
  const own = operationOf(number, indexOf(message), message.peek(SUBINDEX_AT), state)
  if (transfer.operation?.target === own.target) return transfer.operation
  transfer.begin(own)
  return own
}

function indexOf(message: Cursor): number {
  return message.view.getUint16(message.pos + INDEX_AT, true)
}

function beginGathering(message: Cursor, { transfer }: CanopenState): void {
  const index = indexOf(message)
  if (isIdentityObject(index)) transfer.gather(index, message.peek(SUBINDEX_AT))
}

function sayGathered(length: number, state: CanopenState, sink: Sink): void {
  const { isWhole, index, subindex, view } = state.transfer
  if (isWhole && length > 0) sayObject(index, subindex, view, 0, length, state, sink)
}

function operationOf(number: number, index: number, subindex: number, { operations }: CanopenState): Operation {
  const key = OBJECT_KEYS + (number * 0x1_0000 + index) * 0x100 + subindex
  const known = operations.find(key)
  if (known !== undefined) return known
  return operations.add(key, classOf(number, index), codeOf(SPACE.sdo, number), '', objectText(index, subindex))
}

/** Of an object that is not known: its beginning was not seen. */
function plain(number: number, { operations }: CanopenState): Operation {
  const code = codeOf(SPACE.sdo, number)
  return operations.find(code) ?? operations.add(code, 'unknown', code, '', '')
}

function classOf(number: number, index: number): OperationClass {
  if (number === SDO.abort) return 'session'
  return number === SDO.upload || number === SDO.blockUpload ? readClass(index) : writeClass(index)
}
