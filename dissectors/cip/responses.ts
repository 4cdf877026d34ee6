/*
 * Answers of CIP. Little-endian.
 * The CIP Networks Library, Volume 1, section 2-4.2 (message router response: service, reserved, general status, size of
 * the additional status in words, additional status, data), appendix B-1 (general status codes).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import type { CipState } from './cip-state.ts'
import { closeConnection, openConnection } from './forward-open.ts'
import { observeIdentity } from './identity.ts'
import { operationClass } from './operation-class.ts'
import type { Asked } from './outstanding-requests.ts'
import { answeredCommand, observeDiagnosticStatus, pcccStatus } from './pccc.ts'
import { pcccClass } from './pccc-codes.ts'
import { sayReadElements } from './pccc-points.ts'
import { classOfCode, codeOfPccc, codeOfService, EXECUTE_PCCC, NO_CLASS, pcccOfClass } from './service-codes.ts'
import { sayReadTag } from './tag-points.ts'

const SERVICE_MASK = 0x7f
const CONNECTION_MANAGER = 0x06
const MULTIPLE_SERVICE_PACKET = 0x0a
const FORWARD_CLOSE = 0x4e
const FORWARD_OPEN = 0x54
const LARGE_FORWARD_OPEN = 0x5b
/** B-1: only a part fitted, and the client will ask for the rest. Nothing failed. */
const PARTIAL_TRANSFER = 0x06
/** B-1: one of the services of a packet failed; the answers of all follow. */
const EMBEDDED_SERVICE_ERROR = 0x1e
const MAX_SERVICES = 8192
/** Keys of answers to requests that were never seen, where a hash comes once in 2^21. */
const UNMATCHED_SPACE = 0x1f_ffff_0000_0000
const UNMATCHED_PCCC_SPACE = UNMATCHED_SPACE + 0x1_0000

/** Reports the answer at the cursor, whose request is `asked` when it was seen, and the answers in it. */
export function dissectResponse(bytes: Cursor, asked: Asked | undefined, state: CipState, sink: Sink): void {
  const service = bytes.peek(0) & SERVICE_MASK
  const known = asked?.service === service ? asked.operation : asked?.send
  const isPacket = service === MULTIPLE_SERVICE_PACKET
  const status = dissectOne(bytes, service, known, asked?.offset ?? 0, state, sink)
  if (status === 0 && asked?.layout !== undefined && known !== undefined && known === asked.operation) {
    state.tagNames.learn(known.target, bytes, asked.layout)
  }
  if (isPacket && (status === 0 || status === EMBEDDED_SERVICE_ERROR)) dissectMembers(bytes, asked, state, sink)
}

/** Reports one answer; the status it gives. `offset`: where in its tag the part began that was asked for. */
function dissectOne(
  bytes: Cursor,
  service: number,
  known: Operation | undefined,
  offset: number,
  state: CipState,
  sink: Sink,
): number {
  bytes.skip(2)
  const general = bytes.u8()
  const additional = bytes.u8() * 2
  if (bytes.short || additional > bytes.left) {
    sink.operation('response', known ?? unmatched(bytes, service, state), general)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: bytes.end - state.start })
    return -1
  }
  bytes.skip(additional)
  const operation = known ?? unmatched(bytes, service, state)
  const status = general === PARTIAL_TRANSFER ? 0 : general
  if (status === 0 && service === EXECUTE_PCCC && pcccOfClass(classOfCode(operation.code)) >= 0) {
    dissectPccc(bytes, operation, state, sink)
    return 0
  }
  sink.operation('response', operation, status)
  if (status !== 0) return status
  if (operation.points.length > 0) sayReadTag(bytes, offset, operation, sink)
  if (service >= FORWARD_CLOSE) settle(bytes, service, operation, state, sink)
  else observeIdentity(bytes, service, operation, state, sink)
  return status
}

function dissectPccc(bytes: Cursor, operation: Operation, state: CipState, sink: Sink): void {
  const status = pcccStatus(bytes)
  sink.operation('response', operation, Math.max(0, status))
  if (status < 0) sink.observe({ kind: 'malformed', reason: 'truncated', offset: bytes.end - state.start })
  else if (status === 0) {
    sayReadElements(bytes, operation, sink)
    observeDiagnosticStatus(bytes, operation, state.said, sink)
  }
}

function settle(bytes: Cursor, service: number, operation: Operation, state: CipState, sink: Sink): void {
  const isOpen = service === FORWARD_OPEN || service === LARGE_FORWARD_OPEN
  if (!isOpen && service !== FORWARD_CLOSE) return
  if (classOfCode(operation.code) !== CONNECTION_MANAGER) return
  if (isOpen) openConnection(bytes, state, sink)
  else closeConnection(bytes, state)
}

/** Appendix: a count, an offset for each answer from the count on, then the answers, in the order of the requests. */
function dissectMembers(bytes: Cursor, asked: Asked | undefined, state: CipState, sink: Sink): void {
  const { view, pos: base, end } = bytes
  if (base === end) return
  const count = bytes.u16le()
  if (bytes.short || count * 2 > bytes.left || count > MAX_SERVICES) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: base - state.start })
    return
  }
  for (let i = 0; i < count; i++) {
    const from = base + view.getUint16(base + 2 + i * 2, true)
    const to = i + 1 < count ? base + view.getUint16(base + 4 + i * 2, true) : end
    if (from >= to || to > end) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: base + 2 + i * 2 - state.start })
      return
    }
    bytes.reset(view, from, to)
    dissectOne(bytes, bytes.peek(0) & SERVICE_MASK, asked?.member(i), asked?.offsetOf(i) ?? 0, state, sink)
  }
}

/** An answer whose request was not seen: its service alone, and for PCCC its command. */
function unmatched(bytes: Cursor, service: number, state: CipState): Operation {
  const { operations } = state
  const command = service === EXECUTE_PCCC ? answeredCommand(bytes) : -1
  if (command >= 0) {
    const key = UNMATCHED_PCCC_SPACE + command
    return operations.find(key) ?? operations.add(key, pcccClass(command, -1), codeOfPccc(command, -1), '', '')
  }
  const key = UNMATCHED_SPACE + service
  const classId = isConnecting(service) ? CONNECTION_MANAGER : NO_CLASS
  return (
    operations.find(key) ??
    operations.add(key, operationClass(service, classId), codeOfService(service, classId, -1), '', '')
  )
}

/** Services that hardly any object has but the Connection Manager. */
function isConnecting(service: number): boolean {
  return service === FORWARD_OPEN || service === LARGE_FORWARD_OPEN
}
