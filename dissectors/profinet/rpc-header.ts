/*
 * The header of connectionless RPC, version 4: The Open Group C706 (DCE 1.1: RPC), 12.5.2.9; 80 bytes, whose numbers and
 * UUIDs are in the byte order that the data representation names.
 */
import type { Cursor } from '../kit/cursor.ts'
import { keyOfBytes } from '../kit/operations.ts'

export const RPC_HEADER_LENGTH = 80
/** C706, 12.5.2.10. */
export const RPC = {
  request: 0,
  ping: 1,
  response: 2,
  fault: 3,
  working: 4,
  noCall: 5,
  reject: 6,
  ack: 7,
  cancel: 8,
  fack: 9,
  cancelAck: 10,
} as const

const VERSION = 4
const LAST_FRAGMENT = 0x02
const FRAGMENT = 0x04
const OBJECT_AT = 8
const INTERFACE_AT = 24
const ACTIVITY_AT = 40
const SEQUENCE_AT = 64
const OPERATION_AT = 68
const LENGTH_AT = 74
const FRAGMENT_NUMBER_AT = 76
/** IEC 61158-6-10, 4.10.3.2.2: DEA0000x-6C97-11D1-8271-00A02442DF7D; 1 device, 2 controller, 3 supervisor, 4 parameter server. */
const PNIO_FIRST = 0xdea0_0001
const PNIO_LAST = 0xdea0_0004
const PNIO_OBJECT = 0xdea0_0000
const PNIO_MIDDLE = 0x6c97_11d1
const PNIO_NODE_HIGH = 0x8271_00a0
const PNIO_NODE_LOW = 0x2442_df7d
/** C706, appendix O: E1AF8308-5D1F-11C9-91A4-08002B14A0FA, the endpoint mapper. */
const EPM_FIRST = 0xe1af_8308
const EPM_MIDDLE = 0x5d1f_11c9
const EPM_NODE_HIGH = 0x91a4_0800
const EPM_NODE_LOW = 0x2b14_a0fa
/** PROFINET looks up all that is there; other users of the endpoint mapper map one tower (operation 3). */
const EPM_LOOKUP = 2
const EPM_LOOKUP_FREE = 4

/** One object, reused: `decode` overwrites it. */
export class RpcHeader {
  type = 0
  little = false
  isEndpointMapper = false
  isFragment = false
  isLastFragment = false
  fragment = 0
  operation = 0
  /** Of the activity and the sequence number: what a call and its answer have in common. */
  callKey = 0
  /** From the object UUID, which names the device that is called; -1 when it is none of PROFINET's. */
  vendorId = -1
  deviceId = 0
  /** Bytes behind the header that belong to this packet. */
  stubLength = 0

  /** Reads the header at the cursor, and leaves the cursor at the stub; false when it is none of ours. */
  decode(message: Cursor): boolean {
    const { view, pos } = message
    if (!isRpc(message)) return false
    const little = (view.getUint8(pos + 4) & 0x10) !== 0
    this.little = little
    this.type = view.getUint8(pos + 1)
    this.isEndpointMapper = view.getUint32(pos + INTERFACE_AT, little) === EPM_FIRST
    const flags = view.getUint8(pos + 2)
    this.isFragment = (flags & FRAGMENT) !== 0
    this.isLastFragment = (flags & LAST_FRAGMENT) !== 0
    this.fragment = view.getUint16(pos + FRAGMENT_NUMBER_AT, little)
    this.operation = view.getUint16(pos + OPERATION_AT, little)
    this.callKey = keyOfCall(view, pos, little)
    this.readObject(view, pos + OBJECT_AT, little)
    message.skip(RPC_HEADER_LENGTH)
    this.stubLength = Math.min(message.left, view.getUint16(pos + LENGTH_AT, little))
    return true
  }

  /** 4.10.3.2.1: DEA00000-6C97-11D1-8271, then instance, device and vendor id. */
  private readObject(view: DataView, at: number, little: boolean): void {
    const isOurs =
      view.getUint32(at, little) === PNIO_OBJECT &&
      isMiddle(view, at, little, PNIO_MIDDLE) &&
      view.getUint16(at + 8) === 0x8271
    this.vendorId = isOurs ? view.getUint16(at + 14) : -1
    this.deviceId = isOurs ? view.getUint16(at + 12) : 0
  }
}

/** An answer may be in another byte order than its call: three parts of a UUID are numbers (C706, appendix A). */
function keyOfCall(view: DataView, pos: number, little: boolean): number {
  const at = pos + ACTIVITY_AT
  const middle = (view.getUint16(at + 4, little) << 16) | view.getUint16(at + 6, little)
  const sequence = view.getUint32(pos + SEQUENCE_AT, little)
  const seed = view.getUint32(at, little) ^ Math.imul(middle, 0x9e3779b1) ^ Math.imul(sequence, 0x85ebca6b)
  return keyOfBytes(view, at + 8, at + 16, seed)
}

/** Whether the bytes are an RPC packet to an interface of PROFINET, or a look-up at an endpoint mapper. */
export function isRpc(bytes: Cursor): boolean {
  if (bytes.left < RPC_HEADER_LENGTH || bytes.peek(0) !== VERSION || bytes.peek(1) > RPC.cancelAck) return false
  const { view, pos } = bytes
  const order = view.getUint8(pos + 4)
  if ((order & 0xee) !== 0) return false
  const little = (order & 0x10) !== 0
  const at = pos + INTERFACE_AT
  const first = view.getUint32(at, little)
  if (first >= PNIO_FIRST && first <= PNIO_LAST) {
    return isMiddle(view, at, little, PNIO_MIDDLE) && isNode(view, at, PNIO_NODE_HIGH, PNIO_NODE_LOW)
  }
  if (first !== EPM_FIRST || !isMiddle(view, at, little, EPM_MIDDLE)) return false
  const operation = view.getUint16(pos + OPERATION_AT, little)
  return isNode(view, at, EPM_NODE_HIGH, EPM_NODE_LOW) && (operation === EPM_LOOKUP || operation === EPM_LOOKUP_FREE)
}

/** The two words of a UUID that are numbers too. */
function isMiddle(view: DataView, at: number, little: boolean, middle: number): boolean {
  return view.getUint16(at + 4, little) === middle >>> 16 && view.getUint16(at + 6, little) === (middle & 0xffff)
}

function isNode(view: DataView, at: number, high: number, low: number): boolean {
  return view.getUint32(at + 8) === high && view.getUint32(at + 12) === low
}

/** Which way an RPC packet goes; a fragment acknowledge goes either way. */
export function isFromClient(type: number): boolean | undefined {
  switch (type) {
    case RPC.request:
    case RPC.ping:
    case RPC.ack:
    case RPC.cancel:
      return true
    case RPC.fack:
      return undefined
    default:
      return false
  }
}
