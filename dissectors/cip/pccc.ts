/*
 * PCCC inside CIP (Execute PCCC, class 0x67): a requestor id, then the command; in CSP the command alone. Little-endian.
 * Rockwell Automation 1770-6.5.16, "DF1 Protocol and Command Set", chapters 7 (commands) and 13 (addresses); the
 * requestor id: Rockwell Automation 1756-RM085, "EtherNet/IP: PCCC".
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import type { CipState } from './cip-state.ts'
import { observeOriginator } from './originator.ts'
import { hasFunction, pcccClass } from './pccc-codes.ts'
import { elementPoints } from './pccc-points.ts'
import { pcccFileType, pcccTarget, pcccTargetEnd } from './pccc-target.ts'
import type { Route } from './routes.ts'
import { codeOfPccc } from './service-codes.ts'

const ANSWER = 0x40
const FIRST_PROGRAM_TYPE = 0x20
const FIRST_DATA_TYPE = 0x80
const OUTPUT_FORCES = 0xa1
const INPUT_FORCES = 0xa2
/** Command, status, transaction. */
const HEADER = 4
/** Its own length, vendor, serial number; a longer one carries data of the requestor's own. */
const REQUESTOR_LENGTH = 7
/** STS 0xf0: the reason is in the byte that follows. */
const EXTENDED_STATUS = 0xf0
const DIAGNOSTIC_STATUS = codeOfPccc(0x06, 0x03)
/** Diagnostic status of SLC 500 and MicroLogix, section 10-3: EE, then interface, processor, series, a name of 11. */
const SLC_EXTENDER = 0xee
const NAME_AT = 5
const NAME_LENGTH = 11
const MODE_AT = 18
const STATUS_USED = 20
/** Word 1 of the status file, bits 0 to 4. */
const MODES: Readonly<Record<number, string>> = {
  1: 'remote program',
  6: 'remote run',
  7: 'remote test',
  17: 'program',
  30: 'run',
}

/** The operation of the command at the cursor, which stands at the requestor id; undefined when it is cut. */
export function pcccOperation(data: Cursor, route: Route, state: CipState, sink: Sink): Operation | undefined {
  return skipRequestor(data, state, sink) ? pcccCommand(data, route, state.operations) : undefined
}

/** The operation of the command at the cursor, which moves behind its function; undefined when it is cut. */
export function pcccCommand(data: Cursor, route: Route, operations: Operations): Operation | undefined {
  if (data.left < HEADER) return undefined
  const command = data.u8()
  data.skip(HEADER - 1)
  if (hasFunction(command) && data.left < 1) return undefined
  const from = data.pos
  const fnc = hasFunction(command) ? data.u8() : -1
  const { view } = data
  const key = keyOfBytes(view, from, pcccTargetEnd(data, command, fnc), route.seed ^ (command * 0x10001 + 0x4b000000))
  const found = operations.find(key)
  if (found !== undefined) return found
  const fileType = command === 0x0f ? pcccFileType(data, fnc) : -1
  const target = `${route.module} ${pcccTarget(data, command, fnc)}`.trim()
  const operationClass = classOf(command, fnc, fileType)
  const isOfData = command === 0x0f && (operationClass === 'read' || operationClass === 'write')
  const points = isOfData ? elementPoints(data, fnc, operationClass === 'write') : []
  return operations.add(key, operationClass, codeOfPccc(command, fnc), route.module, target, points)
}

/**
 * Of an SLC 500, writing the force files forces inputs and outputs, and the types below the data files, from the ladder
 * logic (0x22) to the channel configuration (0x49), are its program.
 */
function classOf(command: number, fnc: number, fileType: number): OperationClass {
  const own = pcccClass(command, fnc)
  if (fileType < 0) return own
  if (fileType === OUTPUT_FORCES || fileType === INPUT_FORCES) return own === 'write' ? 'control' : own
  if (fileType < FIRST_PROGRAM_TYPE || fileType >= FIRST_DATA_TYPE) return own
  return own === 'write' ? 'download' : 'upload'
}

function skipRequestor(data: Cursor, state: CipState, sink: Sink): boolean {
  const length = data.left > 0 ? data.peek(0) : 0
  if (length < 1 || length > data.left) return false
  if (length >= REQUESTOR_LENGTH) {
    const { view, pos } = data
    observeOriginator(view.getUint16(pos + 1, true), view.getUint32(pos + 3, true), 'Execute PCCC', state, sink)
  }
  data.skip(length)
  return true
}

/** The command that an answer without a known request answers, by its own words; -1 when these are not of PCCC. */
export function answeredCommand(data: Cursor): number {
  if (data.left < REQUESTOR_LENGTH + HEADER || data.peek(0) !== REQUESTOR_LENGTH) return -1
  const command = data.peek(REQUESTOR_LENGTH)
  return (command & 0xf0) === ANSWER ? command & 0x0f : -1
}

/** The status of the answer at the cursor, which moves to the data behind it; -1 when it is cut. */
export function pcccStatus(data: Cursor): number {
  const length = data.left > 0 ? data.peek(0) : 0
  if (length < 1 || length > data.left) return -1
  data.skip(length)
  return pcccAnswer(data)
}

/** The same of an answer that has no requestor id; the cursor stands at its command. */
export function pcccAnswer(data: Cursor): number {
  data.skip(1)
  const status = data.u8()
  data.skip(2)
  if (data.short) return -1
  return status === EXTENDED_STATUS && data.left > 0 ? status * 0x100 + data.u8() : status
}

/** Reports the controller that a Diagnostic status names; the cursor stands at the data of the answer. */
export function observeDiagnosticStatus(
  data: Cursor,
  operation: Operation,
  said: Map<Operation, number>,
  sink: Sink,
): void {
  if (operation.code !== DIAGNOSTIC_STATUS || data.left < STATUS_USED || data.peek(1) !== SLC_EXTENDER) return
  const mode = MODES[data.peek(MODE_AT) & 0x1f]
  const { view, pos } = data
  const value = keyOfBytes(view, pos, pos + STATUS_USED, 0)
  if (operation.slot >= 0 && said.get(operation) === value) return
  said.set(operation, value)
  data.skip(NAME_AT)
  const model = data.text(NAME_LENGTH).trim()
  const facts = { ...(model === '' ? {} : { model }), ...(mode === undefined ? {} : { mode }) }
  const { module } = operation
  sink.observe({ kind: 'identity', of: 'server', about: '', module, message: 'PCCC Diagnostic status', facts })
}
