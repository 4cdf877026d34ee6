/*
 * What a call of the context manager acts on, from its first block: IEC 61158-6-10, 5.2.3 (records), 5.2.4 (AR).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { ANSWERED, arTypeName, BLOCK, controlName } from './block-types.ts'
import { codeOf, hex32, SPACE } from './function-codes.ts'
import { moduleOf, placeText } from './place-text.ts'
import type { ProfinetState } from './profinet-state.ts'
import { indexName, MULTIPLE_WRITE, readClass, writeClass } from './record-index.ts'

const READ = 2
const WRITE = 3
const READ_IMPLICIT = 5
/** From the start of the block header of a record. */
const API_AT = 24
const SLOT_AT = 28
const SUBSLOT_AT = 30
const INDEX_AT = 34
const RECORD_LENGTH_AT = 36
const RECORD_HEADER_LENGTH = 64
/** From the start of an ARBlock. */
const AR_TYPE_AT = 6
const NAME_LENGTH_AT = 56
const NAME_AT = 58
/** Records of one MultipleWrite that its target names. */
const MAX_NAMED = 4

/** The operation of a call or answer whose first block lies at the cursor. */
export function callOperation(blocks: Cursor, operation: number, state: ProfinetState): Operation {
  if (operation > READ_IMPLICIT) return plainOperation(operation, state)
  const type = blocks.left >= RECORD_HEADER_LENGTH - 4 ? blocks.peek16(0) & ~ANSWERED : 0
  if ((type === BLOCK.readRequest || type === BLOCK.writeRequest) && blocks.left > RECORD_LENGTH_AT + 4) {
    const isMultiple = blocks.peek16(INDEX_AT) === MULTIPLE_WRITE
    return isMultiple ? multipleWrite(blocks, operation, state) : record(blocks, operation, state)
  }
  return other(blocks, operation, state)
}

/** The operation of a call that shows no block. */
export function plainOperation(operation: number, state: ProfinetState): Operation {
  const code = codeOf(SPACE.cm, operation)
  return state.operations.find(code) ?? state.operations.add(code, plainClass(operation), code, '', '')
}

/** Connect, Release and Control build and end an application relation (4.10.3.2.2). */
function plainClass(operation: number): OperationClass {
  if (operation === READ || operation === READ_IMPLICIT) return 'read'
  if (operation === WRITE) return 'configure'
  return operation > READ_IMPLICIT ? 'unknown' : 'session'
}

function record(blocks: Cursor, operation: number, state: ProfinetState): Operation {
  const { view, pos } = blocks
  const key = keyOfBytes(view, pos + API_AT, pos + INDEX_AT + 2, codeOf(SPACE.cm, operation))
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const index = view.getUint16(pos + INDEX_AT)
  const operationClass = operation === WRITE ? writeClass(index) : readClass(index)
  const module = moduleOf(view.getUint16(pos + SLOT_AT))
  return state.operations.add(key, operationClass, codeOf(SPACE.cm, operation), module, recordText(view, pos))
}

/** 'slot 0 subslot 0x8001 PDPortDataCheck', with the API where it is not the standard one. */
function recordText(view: DataView, at: number): string {
  const api = view.getUint32(at + API_AT)
  const place = placeText(view.getUint16(at + SLOT_AT), view.getUint16(at + SUBSLOT_AT))
  return `${api === 0 ? '' : `api ${hex32(api)} `}${place} ${indexName(view.getUint16(at + INDEX_AT))}`
}

/** One operation for all its records: those named first, bounded. */
function multipleWrite(blocks: Cursor, operation: number, state: ProfinetState): Operation {
  const { view, end } = blocks
  const places: number[] = []
  let key = codeOf(SPACE.cm, operation)
  for (let at = blocks.pos + RECORD_HEADER_LENGTH; at + RECORD_HEADER_LENGTH <= end; ) {
    if (view.getUint16(at) !== BLOCK.writeRequest && view.getUint16(at) !== BLOCK.writeResponse) break
    key = keyOfBytes(view, at + API_AT, at + INDEX_AT + 2, key | 0)
    places.push(at)
    // The record of an answer is not there, only its length.
    const length = view.getUint16(at) === BLOCK.writeRequest ? view.getUint32(at + RECORD_LENGTH_AT) : 0
    at += RECORD_HEADER_LENGTH + ((length + 3) & ~3)
    if (length > end) break
  }
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const named = places.slice(0, MAX_NAMED).map((at) => recordText(view, at))
  const target = `${places.length} ${places.length === 1 ? 'record' : 'records'}: ${named.join(', ')}${places.length > MAX_NAMED ? ', …' : ''}`
  return state.operations.add(key, 'configure', codeOf(SPACE.cm, operation), '', target)
}

function other(blocks: Cursor, operation: number, state: ProfinetState): Operation {
  const type = blocks.left >= AR_TYPE_AT + 2 ? blocks.peek16(0) : 0
  if (type === BLOCK.ar && blocks.left > NAME_AT) return connect(blocks, operation, state)
  const control = controlName(type)
  const arType = type === BLOCK.arResponse ? blocks.peek16(AR_TYPE_AT) : 0
  if (control === '' && arType === 0) return plainOperation(operation, state)
  const code = codeOf(SPACE.cm, operation)
  const key = 0x1_0000_0000 * ((type & ~ANSWERED) + 1) + code * 0x100 + (arType & 0xff)
  const target = control === '' ? arTypeName(arType) : control
  return state.operations.find(key) ?? state.operations.add(key, plainClass(operation), code, '', target)
}

/** 'IOCARSingle from plc-1': which kind of relation, and who wants it. */
function connect(blocks: Cursor, operation: number, state: ProfinetState): Operation {
  const { view, pos } = blocks
  const code = codeOf(SPACE.cm, operation)
  const arType = blocks.peek16(AR_TYPE_AT)
  const length = Math.min(blocks.peek16(NAME_LENGTH_AT), blocks.left - NAME_AT)
  const key = keyOfBytes(view, pos + NAME_AT, pos + NAME_AT + length, code * 0x100 + (arType & 0xff))
  const known = state.operations.find(key)
  if (known !== undefined) return known
  blocks.pos = pos + NAME_AT
  const name = blocks.text(length, 'latin1')
  blocks.pos = pos
  return state.operations.add(key, plainClass(operation), code, '', `${arTypeName(arType)} from ${name}`)
}
