/*
 * BSAP, the protocol of Bristol controllers (Network 3000, ControlWave): over UDP, and serial frames as terminal servers and
 * taps carry them in UDP and TCP. Little-endian.
 * BSAP Communications Application Programmer's Reference (D301401X012), 2013: messages, functions and the remote data base;
 * the parser icsnpp-bsap of CISA for the packets over IP, which the manual does not have, and open clients for the fields.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import { type BsapState, newBsapState } from './bsap-state.ts'
import { dissectPacket } from './dissect-packet.ts'
import { directionOfSerial, dissectSerial } from './dissect-serial.ts'
import { describeCode, isKnownFunction } from './functions.ts'
import { HEADER_LENGTH, isPacket, kindOf } from './ip-packet.ts'
import { DLE, frameLength, MAX_FRAME, SerialMessage } from './serial-frame.ts'

export const bsap = defineDissector<BsapState>({
  name: 'bsap',
  title: 'BSAP',
  carriers: [
    { over: 'udp', ports: [1234, 1235] },
    { over: 'tcp', ports: [] },
  ],
  depth: {
    decodes:
      'packets over UDP, serial frames in UDP and TCP, polls and acknowledgements, functions, remote data base by signal name and address with values, errors',
    identity: 'stations by local and global address, version of the load',
    missing: 'lists, arrays, packed logicals, alarm and report-by-exception contents, DLE SOH frames, downloads',
  },
  maxMessage: 0xffff,

  /*
   * A datagram: 16 bits of header length, 16 of a count, 16 of a kind, and messages that fill it; a bare header has 48 bits
   * that are fixed. A serial frame: 32 bits of DLEs, STX and ETX, 16 of CRC, and a function that exists.
   */
  probe(bytes: Cursor): Verdict {
    if (bytes.left === 0) return 'need-more'
    if (bytes.peek(0) === HEADER_LENGTH) return isPacket(bytes) ? 'yes' : 'no'
    const length = frameLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    if (length === NEED_MORE) return bytes.left < MAX_FRAME ? 'need-more' : 'no'
    const isRight = probed.read(bytes, length) && probed.isCrcRight
    const isKnown = probed.isLink || (isKnownFunction(probed.function) && isKnownFunction(probed.sourceFunction))
    return isRight && isKnown ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left === 0) return undefined
    if (bytes.peek(0) !== HEADER_LENGTH) {
      const length = frameLength(bytes)
      return length > NEED_MORE && probed.read(bytes, length) ? directionOfSerial(probed) : undefined
    }
    const kind = isPacket(bytes) ? kindOf(bytes) : undefined
    return kind === 'request' ? 'to-server' : kind === 'answer' ? 'to-client' : undefined
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left === 0) return NEED_MORE
    if (bytes.peek(0) === DLE) return frameLength(bytes)
    return isPacket(bytes) ? bytes.left : NOT_A_MESSAGE
  },

  newState: newBsapState,

  dissect(message: Cursor, info: MessageInfo, state: BsapState, sink: Sink): void {
    if (message.left > 0 && message.peek(0) === DLE) dissectSerial(message, info, state, sink)
    else dissectPacket(message, info, state, sink)
  },

  describe: describeCode,
})

const probed = new SerialMessage()
