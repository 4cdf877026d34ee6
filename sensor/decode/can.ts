/*
 * CAN, as Linux captures it: LINKTYPE_CAN_SOCKETCAN of tcpdump.org, identifier big-endian. Identifiers of 29 bits have the
 * addresses of SAE J1939-21 (5.1): who sends, and to whom. Those of 11 bits tell no address that all protocols agree on: they
 * are mapped by what else is on their bus (`flow/can-buses.ts`).
 */
import { ALL_STATIONS } from '../../dissectors/kit/bus-judge.ts'
import {
  CAN_EXTENDED,
  CAN_HEADER_BYTES,
  CAN_LENGTH_AT,
  CAN_NO_DATA,
  CAN_REMOTE,
  MAX_BASE_IDENTIFIER,
  MAX_CAN_DATA,
} from '../../dissectors/kit/can-frame.ts'
import { BUS_J1939 } from './buses.ts'
import { type Frame, NETWORK_BUS, NETWORK_CAN, STATUS } from './frame.ts'

/** What stands for a port: how many bits identifiers have. */
const IDENTIFIER_BITS = 29
/** PDU formats below this have a destination (5.2.2). */
const FIRST_GROUP_FORMAT = 240
/** Not an address yet, and all addresses. */
const NULL_ADDRESS = 254

export function decodeCan(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < CAN_HEADER_BYTES) {
    frame.status = STATUS['link-header-cut']
    return
  }
  const identifier = view.getUint32(start)
  frame.payloadStart = start
  frame.payloadEnd = Math.min(end, start + CAN_HEADER_BYTES + view.getUint8(start + CAN_LENGTH_AT))
  if ((identifier & CAN_EXTENDED) !== 0) decodeExtended(identifier, frame)
  else decodeBase(identifier, view.getUint8(start + CAN_LENGTH_AT), frame)
}

/**
 * The same in a capture of all interfaces, where Linux leaves the identifier in the byte order of the host (packet-socketcan.c
 * of Wireshark knows no other): it is the order in which the identifier is one that can be.
 */
export function decodeCookedCan(view: DataView, start: number, end: number, frame: Frame): void {
  const length = Math.min(end - start, CAN_HEADER_BYTES + MAX_CAN_DATA)
  if (length < CAN_HEADER_BYTES || !isLittleEndian(view.getUint32(start, true), view.getUint32(start))) {
    decodeCan(view, start, end, frame)
    return
  }
  for (let at = 0; at < length; at++) turned.setUint8(at, view.getUint8(start + at))
  turned.setUint32(0, view.getUint32(start, true))
  frame.view = turned
  decodeCan(turned, 0, length, frame)
}

/** The frame at hand, with its identifier as all others have it. */
const turned = new DataView(new ArrayBuffer(CAN_HEADER_BYTES + MAX_CAN_DATA))

/** Of 11 bits, where both can be; of 29 else. What can be either is that of most hosts. */
function isLittleEndian(little: number, big: number): boolean {
  if (isBase(little) !== isBase(big)) return isBase(little)
  return (little & CAN_EXTENDED) !== 0 || (big & CAN_EXTENDED) === 0
}

function isBase(identifier: number): boolean {
  return (identifier & ~CAN_REMOTE) >>> 0 <= MAX_BASE_IDENTIFIER
}

/** A frame of an identifier that has 29 bits. */
function decodeExtended(identifier: number, frame: Frame): void {
  if ((identifier & CAN_NO_DATA) !== 0) {
    frame.status = STATUS['link-payload-unknown']
    return
  }
  const isToGroup = ((identifier >>> 16) & 0xff) >= FIRST_GROUP_FORMAT
  frame.network = NETWORK_BUS
  frame.bus = BUS_J1939
  frame.sourceStation = stationOf(identifier & 0xff)
  frame.targetStation = isToGroup ? ALL_STATIONS : stationOf((identifier >>> 8) & 0xff)
  frame.sourcePort = IDENTIFIER_BITS
  frame.targetPort = IDENTIFIER_BITS
}

function decodeBase(identifier: number, length: number, frame: Frame): void {
  if (isBase(identifier) && length <= MAX_CAN_DATA) frame.network = NETWORK_CAN
  else frame.status = STATUS['link-payload-unknown']
}

function stationOf(address: number): number {
  return address >= NULL_ADDRESS ? ALL_STATIONS : address
}
