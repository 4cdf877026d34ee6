/* The virtual link layer of BACnet/IP. ASHRAE 135-2020 annex J.2 (functions), annex U.2 (the same for IPv6). */
import { ipText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation, OperationRole } from '../kit/observation.ts'
import { senderOf } from '../kit/sender-of.ts'
import type { BacnetState } from './bacnet-state.ts'
import { BVLC, BVLC6, classOf, isKnown } from './services.ts'

export const BVLL = 0x81
export const BVLL6 = 0x82
/** Type, function, length. */
export const BVLC_HEADER = 4
const RESULT = 0x00
const READ_BDT_ACK = 0x03
const FORWARDED = 0x04
const REGISTER = 0x05
const READ_FDT_ACK = 0x07
const DISTRIBUTE = 0x09
const UNICAST = 0x0a
const BROADCAST = 0x0b
const SECURE = 0x0c
const BDT_ENTRY = 10
/** Neighbours of one table that are reported. */
const MAX_ENTRIES = 64
const VIRTUAL_ADDRESS = 3

/** Bytes before the NPDU that this function carries; -1 when it carries none. */
export function bytesBeforeNpdu(type: number, code: number): number {
  if (type === BVLL) {
    if (code === FORWARDED) return BVLC_HEADER + 6
    return code === DISTRIBUTE || code === UNICAST || code === BROADCAST ? BVLC_HEADER : -1
  }
  switch (code) {
    case 0x01:
      return BVLC_HEADER + VIRTUAL_ADDRESS * 2
    case 0x02:
    case 0x0c:
      return BVLC_HEADER + VIRTUAL_ADDRESS
    case 0x08:
      return BVLC_HEADER + VIRTUAL_ADDRESS + 18
    default:
      return -1
  }
}

/** Notes who sent the message that a BBMD forwards (annex J.2.5): of it, not of the BBMD, speaks what is inside. */
export function noteOrigin(message: Cursor, state: BacnetState): void {
  if (message.peek(0) !== BVLL || message.peek(1) !== FORWARDED) {
    state.origin = 0
    state.originText = ''
    return
  }
  const at = message.pos + BVLC_HEADER
  const origin = message.left >= BVLC_HEADER + 6 ? message.view.getUint32(at) : 0
  if (origin === state.origin) return
  state.origin = origin
  state.originText = origin === 0 ? '' : ipText(origin)
}

/** A function that carries no NPDU; the cursor is at the header. */
export function dissectBvlc(message: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const start = message.pos
  const type = message.u8()
  const number = message.u8()
  const code = (type === BVLL ? BVLC : BVLC6) | number
  message.skip(2)
  const operation = plainOperation(code, state)
  if (type === BVLL6) {
    dissectIpv6(number, message, operation, state, sink)
  } else {
    report(number, message, operation, info, state, sink)
  }
  if (!isKnown(code)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  if (code === (BVLC | SECURE) || code === (BVLC6 | 0x0b))
    sink.observe({ kind: 'undecoded', reason: 'encrypted', code })
  if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end - start })
}

function plainOperation(code: number, { operations }: BacnetState): Operation {
  return operations.find(code) ?? operations.add(code, classOf(code), code, '', '')
}

function report(
  number: number,
  message: Cursor,
  operation: Operation,
  info: MessageInfo,
  state: BacnetState,
  sink: Sink,
): void {
  const { awaited } = state
  switch (number) {
    case RESULT:
      sink.operation('response', awaited ?? operation, message.u16())
      break
    case READ_BDT_ACK:
    case READ_FDT_ACK:
      sink.operation('response', plainOperation((BVLC | number) - 1, state), 0)
      reportTable(message, info, sink)
      break
    case SECURE:
      sink.operation('event', operation, 0)
      break
    default:
      if (number === REGISTER) message.skip(2)
      sink.operation('request', operation, 0)
      state.awaited = operation
  }
}

/** A broadcast distribution or foreign device table: address and port, then mask, or times (annexes J.2.4, J.2.8). */
function reportTable(message: Cursor, info: MessageInfo, sink: Sink): void {
  const of = senderOf(info)
  for (let entries = 0; message.left >= BDT_ENTRY && entries < MAX_ENTRIES; entries++) {
    const ip = message.u32()
    const port = message.u16()
    message.skip(BDT_ENTRY - 6)
    sink.observe({ kind: 'topology', relation: 'neighbour-of', of, other: `${ipText(ip)}:${port}` })
  }
}

/** Annex U.2: after the header comes the sender's virtual address. */
function dissectIpv6(number: number, message: Cursor, operation: Operation, state: BacnetState, sink: Sink): void {
  message.skip(VIRTUAL_ADDRESS)
  const role = ROLES6[number] ?? 'event'
  if (role === 'request') state.awaited = operation
  const isAnswer = role === 'response' && state.awaited !== undefined
  sink.operation(role, isAnswer ? (state.awaited as Operation) : operation, number === RESULT ? message.u16() : 0)
}

const ROLES6: readonly OperationRole[] = [
  'response',
  'event',
  'event',
  'request',
  'request',
  'response',
  'request',
  'response',
  'event',
  'request',
  'request',
]
