/*
 * GENISYS, the code line of railway signalling made by Union Switch & Signal: a master polls stations along the line, over
 * TCP or UDP in place of the serial line. Low byte first, where a number has two.
 * "GENISYS Serial Communication Protocol", chapter 5.1 of the service manuals of GENISYS and MicroLok II; the parser
 * icsnpp-genisys of CISA for TCP, which starts the CRC at 0, where stations start it at 0xffff.
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
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { frameLength, GenisysFrame, isFramed, MAX_FRAME } from './frame.ts'
import { describeCode, HEADER, isFromStation, isKnownHeader } from './headers.ts'
import { answerOf, EVERY_STATION, operationOf, sayBytes } from './requested-operation.ts'

/** A station has one request at a time: there are no more stations. */
const MAX_PENDING = 256
/** Frames without a CRC, one behind another, that are enough: each has 16 bits of header and terminator. */
const ENOUGH_PLAIN = 2

interface State {
  readonly operations: Operations
  /** By station. */
  readonly pending: Pending<Operation>
}

export const genisys = defineDissector<State>({
  name: 'genisys',
  title: 'GENISYS',
  carriers: [
    { over: 'tcp', ports: [10001] },
    { over: 'udp', ports: [10001] },
  ],
  depth: {
    decodes: 'every message, stations, control and indication bytes and their values, configuration of the line',
    identity: '',
    missing: 'what a bit stands for, which the plant decides',
  },
  maxMessage: MAX_FRAME,

  /* Whole frames one behind another until one has a CRC that is right: 32 bits with header and terminator. */
  probe(bytes: Cursor): Verdict {
    const { pos } = bytes
    let verdict: Verdict = 'need-more'
    for (let plain = 0; verdict === 'need-more' && bytes.left > 0; ) {
      const length = frameLength(bytes)
      if (length === NOT_A_MESSAGE) verdict = 'no'
      if (length <= NEED_MORE) break
      if (!probed.read(bytes, length)) verdict = 'no'
      else if (probed.hasCrc) verdict = probed.isCrcRight ? 'yes' : 'no'
      else if (++plain >= ENOUGH_PLAIN) verdict = 'yes'
      bytes.pos += length
    }
    bytes.pos = pos
    return verdict
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const header = bytes.peek(0)
    if (!isKnownHeader(header)) return undefined
    return isFromStation(header) ? 'to-client' : 'to-server'
  },

  messageLength: frameLength,

  newState: () => ({ operations: new Operations(), pending: new Pending(MAX_PENDING) }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    const { left } = message
    if (!isFramed(message)) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
      return
    }
    const isWellFormed = frame.read(message, left)
    if (!isWellFormed || !frame.isRight) {
      sink.observe({ kind: 'malformed', reason: isWellFormed ? 'bad-checksum' : 'bad-length', offset: left - 1 })
      return
    }
    if (isFromStation(frame.header)) answer(state, sink)
    else request(state, sink)
  },

  describe: describeCode,
})

const probed = new GenisysFrame()
const frame = new GenisysFrame()

/** What is for every station is answered by none (5.1.2.1). */
function request(state: State, sink: Sink): void {
  const operation = operationOf(frame, state.operations)
  const isOrder = frame.header === HEADER.commonControl || frame.station === EVERY_STATION
  if (!isOrder) state.pending.ask(frame.station, operation)
  sink.operation(isOrder ? 'order' : 'request', operation, 0)
  sayBytes(frame, operation, sink)
}

/** Indications that nobody polled for, such as those that come in place of an acknowledgement of controls, are reports. */
function answer(state: State, sink: Sink): void {
  const asked = state.pending.answer(frame.station)
  if (asked !== undefined) sink.operation('response', asked, 0)
  const isIndication = frame.header === HEADER.indication
  if (asked !== undefined && (!isIndication || asked.class === 'read')) {
    sayBytes(frame, asked, sink)
    return
  }
  const own = answerOf(frame, state.operations)
  sink.operation(isIndication ? 'event' : 'response', own, 0)
  sayBytes(frame, own, sink)
}
