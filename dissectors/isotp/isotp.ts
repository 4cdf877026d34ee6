/*
 * Diagnosis of vehicles over CAN with identifiers of 11 bits: ISO 15765-4:2021 (identifiers), ISO 15765-2:2016 (frames), with
 * UDS by ISO 14229-1 or OBD inside. Other frames of a car tell nothing that a standard has fixed.
 */

import { isLss } from '../canopen/lss-commands.ts'
import { type DoipState, newState as newDoipState } from '../doip/doip-state.ts'
import { describeService, isUds } from '../doip/uds-services.ts'
import { JoinedData } from '../j1939/joined-data.ts'
import { baseIdentifier, CAN_HEADER_BYTES, CAN_LENGTH_AT, MAX_BASE_IDENTIFIER, MAX_CAN_DATA } from '../kit/can-frame.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { isDiagnostic, isFromEcu } from './identifiers.ts'
import { IsotpJudge } from './isotp-judge.ts'
import { FRAME, joinFrame, kindOfFrame, sayServices, serviceAt, singleLength } from './transport-frames.ts'

/** What stands for a port: the number of the standard. */
const ISO_15765 = 15_765
const MAX_FRAME = CAN_HEADER_BYTES + MAX_CAN_DATA
const LSS_BYTES = 8
/** An ECU answers by an identifier so far above. */
const ANSWERS = 8
const TESTER = 0
/** 9.6.5: continue, wait, overflow. */
const MAX_FLOW_STATUS = 2
/** Codes of frames lie below those of services. */
const FRAMES: Readonly<Record<number, string>> = {
  [FRAME.single]: 'Single frame',
  [FRAME.first]: 'First frame',
  [FRAME.consecutive]: 'Consecutive frame',
  [FRAME.flowControl]: 'Flow control',
}
const FRAME_CODES = 0x10
/** Beyond the keys of services. */
const FRAME_KEYS = 2 ** 52

interface State {
  /** Of the side that asks, and of the one that is asked. */
  readonly joined: readonly [JoinedData, JoinedData]
  readonly uds: DoipState
}

export const isotp = defineDissector<State>({
  name: 'isotp',
  title: 'ISO 15765 (diagnosis on CAN)',
  carriers: [{ over: 'can', payloads: [ISO_15765] }],
  judgeBus: () => new IsotpJudge(),
  depth: {
    decodes: 'services of UDS and OBD between a tester and ECUs, put together from frames; identifiers 7DF, 7E0 to 7EF',
    identity: 'UDS data identifiers',
    missing: 'identifiers of a maker’s own, parameters of OBD',
  },
  maxMessage: MAX_FRAME,

  // One of 17 identifiers, lengths that agree, and a frame that can be: of services that there are.
  probe: (bytes: Cursor): Verdict => (isTransport(bytes) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < CAN_HEADER_BYTES) return undefined
    const identifier = baseIdentifier(bytes.view, bytes.pos)
    if (!isDiagnostic(identifier)) return undefined
    return isFromEcu(identifier) ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ joined: [new JoinedData(), new JoinedData()], uds: newDoipState() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const identifier = message.left < CAN_HEADER_BYTES ? 0 : baseIdentifier(message.view, message.pos)
    message.skip(CAN_HEADER_BYTES)
    const kind = kindOfFrame(message)
    const isEmpty = kind === FRAME.single && singleLength(message) === 0
    if (message.short || isEmpty || kind > FRAME.flowControl) {
      sink.observe({ kind: 'malformed', reason: message.short ? 'truncated' : 'bad-value', offset: CAN_HEADER_BYTES })
      return
    }
    const isAnswer = info.direction === 'to-client'
    const joined = state.joined[isAnswer ? 1 : 0]
    if (kind !== FRAME.single) sink.operation('event', frameOf(kind, state), 0)
    if (!joinFrame(message, joined)) return
    // The ECU is known by the identifier that it is asked by.
    if (isAnswer) sayServices(identifier - ANSWERS, TESTER, joined, state.uds, sink)
    else sayServices(TESTER, identifier, joined, state.uds, sink)
  },

  describe: (code: number) =>
    code < FRAME_CODES ? { function: `frame ${code}`, name: FRAMES[code] ?? `Frame ${code}` } : describeService(code),
})

function isTransport(bytes: Cursor): boolean {
  if (bytes.left <= CAN_HEADER_BYTES || bytes.left > MAX_FRAME) return false
  const { view, pos } = bytes
  const identifier = view.getUint32(pos)
  if (identifier > MAX_BASE_IDENTIFIER || !isDiagnostic(identifier)) return false
  if (bytes.peek(CAN_LENGTH_AT) !== bytes.left - CAN_HEADER_BYTES) return false
  bytes.skip(CAN_HEADER_BYTES)
  // Nodes of CANopen that are given their number use two of the identifiers.
  if (bytes.left === LSS_BYTES && isLss(view, pos + CAN_HEADER_BYTES)) return false
  switch (kindOfFrame(bytes)) {
    case FRAME.single:
      return singleLength(bytes) > 0 && isUds(bytes.peek(serviceAt(bytes)))
    case FRAME.first:
      return bytes.left >= LSS_BYTES && isUds(bytes.peek(serviceAt(bytes)))
    case FRAME.consecutive:
      return bytes.left > 1
    default:
      return kindOfFrame(bytes) === FRAME.flowControl && (bytes.peek(0) & 0xf) <= MAX_FLOW_STATUS
  }
}

function frameOf(kind: number, { uds }: State): Operation {
  const key = FRAME_KEYS + kind
  return uds.operations.find(key) ?? uds.operations.add(key, 'session', kind, '', '')
}
