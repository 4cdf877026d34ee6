/*
 * DNP3 over TCP and UDP. Little-endian.
 * IEEE 1815-2012: data link layer in clause 9, transport function in clause 8, application layer in clause 4, objects in
 * annex A, secure authentication version 5 in clause 7, use of IP networks in clause 13.
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
import { checksumIsRight } from './block-checksum.ts'
import { type Dnp3State, newDnp3State } from './dnp3-state.ts'
import { describeCode } from './function-codes.ts'
import { dissectFrame, FROM_MASTER, HEADER_LENGTH, MAX_FRAME } from './link-layer.ts'

const START = 0x0564
/** 9.2.4.1.2: the length counts control, both addresses and user data. */
const MIN_LENGTH_FIELD = 5
const BLOCK = 16
const CHECKSUM = 2

export const dnp3 = defineDissector<Dnp3State>({
  name: 'dnp3',
  title: 'DNP3',
  carriers: [
    { over: 'tcp', ports: [20000] },
    { over: 'udp', ports: [20000] },
  ],
  depth: {
    decodes:
      'link functions, transport reassembly, all application functions, object headers, controls, files, indications',
    identity: 'device attributes (group 0), station addresses, internal indications',
    missing: 'DNP3 over TLS',
  },
  maxMessage: MAX_FRAME,

  // 16 bits of start, a length of at least 5, and 16 bits of checksum over the header.
  probe(bytes: Cursor): Verdict {
    if (messageLength(bytes) === NOT_A_MESSAGE) return 'no'
    if (bytes.left < HEADER_LENGTH) return 'need-more'
    return checksumIsRight(bytes.view, bytes.pos, bytes.pos + HEADER_LENGTH - CHECKSUM) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < HEADER_LENGTH || messageLength(bytes) === NOT_A_MESSAGE) return undefined
    if (!checksumIsRight(bytes.view, bytes.pos, bytes.pos + HEADER_LENGTH - CHECKSUM)) return undefined
    return bytes.peek(3) & FROM_MASTER ? 'to-server' : 'to-client'
  },

  messageLength,

  newState: newDnp3State,

  dissect(message: Cursor, info: MessageInfo, state: Dnp3State, sink: Sink): void {
    dissectFrame(message, info, state, sink)
  },

  describe: describeCode,
})

function messageLength(bytes: Cursor): number {
  const { left } = bytes
  if (left >= 1 && bytes.peek(0) !== START >>> 8) return NOT_A_MESSAGE
  if (left >= 2 && bytes.peek16(0) !== START) return NOT_A_MESSAGE
  if (left < 3) return NEED_MORE
  const length = bytes.peek(2)
  if (length < MIN_LENGTH_FIELD) return NOT_A_MESSAGE
  const userData = length - MIN_LENGTH_FIELD
  return HEADER_LENGTH + userData + CHECKSUM * Math.ceil(userData / BLOCK)
}
