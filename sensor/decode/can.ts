/*
 * CAN, as Linux captures it: LINKTYPE_CAN_SOCKETCAN of tcpdump.org, identifier big-endian. Identifiers of 29 bits have the
 * addresses of SAE J1939-21 (5.1): who sends, and to whom. Those of 11 bits tell no address that all protocols agree on.
 */
import { ALL_STATIONS, BUS_J1939 } from './buses.ts'
import { type Frame, NETWORK_BUS, STATUS } from './frame.ts'

/** Identifier with flags, length, three more bytes. */
const HEADER_BYTES = 8
const EXTENDED = 0x8000_0000
/** An error frame, or one that asks for data and has none. */
const NO_DATA = 0x6000_0000
/** What stands for a port: how many bits identifiers have. */
const IDENTIFIER_BITS = 29
/** PDU formats below this have a destination (5.2.2). */
const FIRST_GROUP_FORMAT = 240
/** Not an address yet, and all addresses. */
const NULL_ADDRESS = 254

export function decodeCan(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < HEADER_BYTES) {
    frame.status = STATUS['link-header-cut']
    return
  }
  const identifier = view.getUint32(start)
  if ((identifier & EXTENDED) === 0 || (identifier & NO_DATA) !== 0) {
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
  frame.payloadStart = start
  frame.payloadEnd = Math.min(end, start + HEADER_BYTES + view.getUint8(start + 4))
}

function stationOf(address: number): number {
  return address >= NULL_ADDRESS ? ALL_STATIONS : address
}
