/*
 * Frames that carry the services of diagnosis: ISO 15765-2:2016, 9.6. The cursor stands at the data of a CAN frame; its first
 * four bits are the kind. More than 8 bytes are those of CAN FD.
 */
import type { DoipState } from '../doip/doip-state.ts'
import { dissectUds, SERVICE_AT } from '../doip/uds-message.ts'
import { isAnswer } from '../doip/uds-services.ts'
import { type JoinedData, MAX_JOINED } from '../j1939/joined-data.ts'
import { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'

export const FRAME = { single: 0, first: 1, consecutive: 2, flowControl: 3 } as const
const TURN_MASK = 0x0f
/** Of CAN; a longer frame has its length in a byte of its own. */
const CLASSIC_BYTES = 8
const NOT_THERE = -1

/** As UDS has it elsewhere, with the addresses in front. */
const envelope = new Cursor(new DataView(new ArrayBuffer(SERVICE_AT + MAX_JOINED)))

export function kindOfFrame(data: Cursor): number {
  return data.peek(0) >>> 4
}

/** Where the service begins in a frame that is the only one or the first, from the cursor on; negative in any other. */
export function serviceAt(data: Cursor): number {
  const kind = kindOfFrame(data)
  if (kind === FRAME.first) return 2
  if (kind !== FRAME.single) return NOT_THERE
  return data.peek(0) === 0 && data.left > CLASSIC_BYTES ? 2 : 1
}

/** How long the only frame says that its service is; 0 of one that does not hold so much. */
export function singleLength(data: Cursor): number {
  const at = serviceAt(data)
  const length = at === 1 ? data.peek(0) : data.peek(1)
  return length > data.left - at ? 0 : length
}

/** Gathers what services say; true when it is whole. */
export function joinFrame(data: Cursor, joined: JoinedData): boolean {
  if (data.left < 2) return false
  switch (kindOfFrame(data)) {
    case FRAME.single:
      joined.begin(0, singleLength(data), 0)
      data.skip(serviceAt(data))
      return joined.add(0, data, data.left)
    case FRAME.first:
      joined.begin(0, data.u16() & 0xfff, 0, TURN_MASK)
      return joined.add(0, data, data.left)
    case FRAME.consecutive:
      return joined.add(data.u8() & TURN_MASK, data, data.left)
    default:
      return false
  }
}

/** Services are told of the ECU that is asked, which is the server itself, and of no part of it. */
export function sayServices(source: number, target: number, joined: JoinedData, uds: DoipState, sink: Sink): void {
  const room = envelope.view
  room.setUint16(0, source)
  room.setUint16(2, target)
  for (let at = 0; at < joined.size; at++) room.setUint8(SERVICE_AT + at, joined.view.getUint8(at))
  const message = envelope.reset(room, 0, SERVICE_AT + joined.size)
  uds.entity = isAnswer(message.peek(SERVICE_AT)) ? source : target
  dissectUds(message, uds, sink)
}

/** By the service that the only or the first frame begins with. */
export function directionOfService(data: Cursor): Direction | undefined {
  const at = serviceAt(data)
  if (at < 0) return undefined
  const service = data.peek(at)
  if (data.short) return undefined
  return isAnswer(service) ? 'to-client' : 'to-server'
}
