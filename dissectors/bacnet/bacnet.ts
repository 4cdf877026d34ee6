/*
 * BACnet over IP, over IPv6, over Ethernet and over MS/TP. Big-endian.
 * ANSI/ASHRAE 135-2020: clause 6 (network layer), 20 (application layer), annex J (BACnet/IP), annex U (BACnet/IPv6),
 * clause 7 (ISO 8802-3: LLC with both SAPs 0x82), clause 9 (MS/TP).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isMstpData, isMstpDataRight, isMstpHeader, MSTP_HEADER, mstpDataLength } from '../kit/mstp-frame.ts'
import { dissectApdu } from './apdu.ts'
import { type BacnetState, newBacnetState } from './bacnet-state.ts'
import { BVLC_HEADER, BVLL, BVLL6, bytesBeforeNpdu, dissectBvlc, noteOrigin } from './bvlc.ts'
import { directionOfNpdu } from './direction.ts'
import { dissectNetworkMessage, reportRouted } from './network-message.ts'
import { RESERVED, VERSION } from './npdu.ts'
import { describeCode } from './services.ts'

/** Destination SAP, source SAP, unnumbered information (clause 7.1). */
const LLC = 0x828203
const LLC_LENGTH = 3
const MAX_FUNCTION = 0x0c
const MAX_DATAGRAM = 65_535
/** The APDU types in use (clause 20.1.1). */
const MAX_PDU_TYPE = 7
const NETWORK_MESSAGE = 0x80
const NO_NPDU = -1

export const bacnet = defineDissector<BacnetState>({
  name: 'bacnet',
  title: 'BACnet',
  carriers: [
    { over: 'udp', ports: [47808] },
    { over: 'llc', saps: [0x82] },
    { over: 'mstp', payloads: [0x82] },
  ],
  depth: {
    decodes: 'BVLC, routing, segmentation, all services by number, the objects and properties they act on',
    identity: 'I-Am, I-Have, properties of the Device object',
    missing: 'values in segmented messages and event notifications, BACnet/SC (TLS)',
  },
  maxMessage: MAX_DATAGRAM,

  probe(bytes: Cursor): Verdict {
    if (isLlc(bytes)) return isNpdu(bytes, LLC_LENGTH) ? 'yes' : 'no'
    if (isMstpData(bytes))
      return isMstpHeader(bytes) && isMstpDataRight(bytes) && isNpdu(bytes, MSTP_HEADER) ? 'yes' : 'no'
    if (bytes.left < BVLC_HEADER) return 'no'
    const type = bytes.peek(0)
    const code = bytes.peek(1)
    if ((type !== BVLL && type !== BVLL6) || code > MAX_FUNCTION) return 'no'
    const npdu = bytesBeforeNpdu(type, code)
    const length = bytes.peek16(2)
    // A result has one length (annexes J.2.1.1 and U.2.1.1): without it, two octets and a length would say yes to others.
    if (npdu === NO_NPDU && code === 0 && length !== (type === BVLL ? 6 : 9)) return 'no'
    if (npdu === NO_NPDU) return length === bytes.left ? 'yes' : 'no'
    return length <= bytes.left && isNpdu(bytes, npdu) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (isLlc(bytes)) return directionOfNpdu(bytes, LLC_LENGTH)
    if (isMstpData(bytes)) return directionOfNpdu(bytes, MSTP_HEADER)
    if (bytes.left < BVLC_HEADER) return undefined
    const type = bytes.peek(0)
    const code = bytes.peek(1)
    const npdu = bytesBeforeNpdu(type, code)
    // A foreign device asks its BBMD to distribute (annex J.2.10), and the BBMD forwards to it (annex J.2.5), whatever
    // the message inside is.
    if (type === BVLL && code === 0x09) return 'to-server'
    if (type === BVLL && code === 0x04) return 'to-client'
    if (npdu !== NO_NPDU) return directionOfNpdu(bytes, npdu)
    const isAnswer = type === BVLL ? code === 0 || code === 3 || code === 7 : code === 0 || code === 5 || code === 7
    return isAnswer ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: newBacnetState,

  dissect(message: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
    const start = message.pos
    if (isLlc(message)) enterLink(message, LLC_LENGTH, state)
    else if (isMstpData(message)) {
      if (!enterMstp(message, state, sink)) return
    } else if (!enterNpdu(message, info, state, sink)) return
    if (!state.npdu.read(message)) {
      sink.observe({
        kind: 'malformed',
        reason: message.short ? 'truncated' : 'bad-value',
        offset: message.pos - start,
      })
    } else {
      reportRouted(state, info.direction === 'to-server', sink)
      if (state.npdu.isNetworkMessage) dissectNetworkMessage(message, info, state, sink)
      else dissectApdu(message, info, state, sink)
    }
    state.npdu.forget()
  },

  describe: describeCode,
})

/** Moves behind a header of the link: who speaks is who sent the frame. */
function enterLink(message: Cursor, headerLength: number, state: BacnetState): void {
  message.skip(headerLength)
  state.origin = 0
  state.originText = ''
}

/** Moves to the NPDU in a frame of MS/TP; false when a CRC is wrong: its station does not take it, either. */
function enterMstp(message: Cursor, state: BacnetState, sink: Sink): boolean {
  if (!isMstpHeader(message) || !isMstpDataRight(message)) {
    sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: 0 })
    return false
  }
  message.end = message.pos + MSTP_HEADER + mstpDataLength(message)
  enterLink(message, MSTP_HEADER, state)
  return true
}

/** Moves to the NPDU in a BVLL message; false when there is none, and nothing is left to do. */
function enterNpdu(message: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): boolean {
  const type = message.peek(0)
  const length = message.left >= BVLC_HEADER ? message.peek16(2) : 0
  if ((type !== BVLL && type !== BVLL6) || length < BVLC_HEADER) {
    sink.observe({ kind: 'malformed', reason: message.left < BVLC_HEADER ? 'truncated' : 'bad-value', offset: 0 })
    return false
  }
  if (length !== message.left) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 2 })
  if (length < message.left) message.end = message.pos + length
  const npdu = bytesBeforeNpdu(type, message.peek(1))
  if (npdu === NO_NPDU) {
    dissectBvlc(message, info, state, sink)
    return false
  }
  noteOrigin(message, state)
  message.skip(npdu)
  return true
}

function isLlc(bytes: Cursor): boolean {
  return bytes.left > LLC_LENGTH && ((bytes.peek16(0) << 8) | bytes.peek(2)) === LLC
}

/** Whether an NPDU can begin at `at`: version, reserved bits, and a known PDU type right behind a plain header. */
function isNpdu(bytes: Cursor, at: number): boolean {
  if (bytes.left < at + 3 || bytes.peek(at) !== VERSION) return false
  const control = bytes.peek(at + 1)
  if ((control & RESERVED) !== 0) return false
  const isPlain = (control & 0x28) === 0 && (control & NETWORK_MESSAGE) === 0
  return !isPlain || bytes.peek(at + 2) >>> 4 <= MAX_PDU_TYPE
}
