/*
 * MS/TP: who has the token of a BACnet bus over RS-485, who is looked for, and what is tested. Its data is BACnet's.
 * ANSI/ASHRAE 135-2020, clause 9 (frames: 9.3; the token: 9.5).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import {
  isMstpData,
  isMstpDataRight,
  isMstpFrame,
  isMstpHeader,
  MAX_MSTP_FRAME,
  mstpDataLength,
  mstpType,
} from '../kit/mstp-frame.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

const TYPE = {
  token: 0,
  pollForMaster: 1,
  replyToPoll: 2,
  testRequest: 3,
  testResponse: 4,
  replyPostponed: 7,
  firstExtended: 32,
  lastExtended: 127,
  firstProprietary: 128,
} as const

/** By type (9.3.1). Types 32 to 127 have data that is encoded, so that no preamble stands in it (9.10). */
const NAMES: Readonly<Record<number, string>> = {
  0: 'Token',
  1: 'Poll For Master',
  2: 'Reply To Poll For Master',
  3: 'Test Request',
  4: 'Test Response',
  5: 'BACnet Data Expecting Reply',
  6: 'BACnet Data Not Expecting Reply',
  7: 'Reply Postponed',
  32: 'BACnet Extended Data Expecting Reply',
  33: 'BACnet Extended Data Not Expecting Reply',
  34: 'IPv6 over MS/TP (LoBAC) Encapsulation',
}

interface State {
  readonly operations: Operations
  /** What was asked and not answered yet: the token is with who asks until it is. */
  asked: Operation | undefined
}

export const mstp = defineDissector<State>({
  name: 'mstp',
  title: 'BACnet MS/TP',
  carriers: [{ over: 'mstp', payloads: [0] }],
  depth: {
    decodes: 'token, polls for masters, tests, postponed replies; BACnet data as BACnet',
    identity: '',
    missing: 'data of extended frames, which is COBS-encoded',
  },
  maxMessage: MAX_MSTP_FRAME,

  probe: (bytes: Cursor): Verdict => (isMstpFrame(bytes) && !isMstpData(bytes) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    switch (mstpType(bytes)) {
      case TYPE.pollForMaster:
      case TYPE.testRequest:
        return 'to-server'
      case TYPE.replyToPoll:
      case TYPE.testResponse:
      case TYPE.replyPostponed:
        return 'to-client'
      default:
        return undefined
    }
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), asked: undefined }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    if (!isMstpHeader(message)) {
      sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: 0 })
      return
    }
    const type = mstpType(message)
    const length = mstpDataLength(message)
    tell(type, state, sink)
    if (type >= TYPE.firstExtended) {
      sink.observe({
        kind: 'undecoded',
        reason: type < TYPE.firstProprietary ? 'unsupported' : 'unknown-function',
        code: type,
      })
    } else if (length > 0 && !isMstpDataRight(message)) {
      sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: message.left - 2 })
    }
  },

  describe: (code: number) => ({
    function: String(code),
    name: NAMES[code] ?? (code < TYPE.firstProprietary ? `frame type ${code}` : `proprietary frame ${code}`),
  }),
})

/** An answer belongs to what was asked; a postponed reply is one to data, which is BACnet's. */
function tell(type: number, state: State, sink: Sink): void {
  switch (type) {
    case TYPE.pollForMaster:
    case TYPE.testRequest:
      state.asked = operationOf(type, state)
      sink.operation('request', state.asked, 0)
      return
    case TYPE.replyToPoll:
    case TYPE.testResponse:
      sink.operation('response', state.asked ?? operationOf(type - 1, state), 0)
      state.asked = undefined
      return
    default:
      sink.operation('event', operationOf(type, state), 0)
  }
}

function operationOf(type: number, { operations }: State): Operation {
  return operations.find(type) ?? operations.add(type, classOf(type), type, '', '')
}

function classOf(type: number): OperationClass {
  if (type === TYPE.pollForMaster) return 'discover'
  if (type === TYPE.testRequest) return 'diagnose'
  return type < TYPE.firstExtended ? 'session' : 'unknown'
}
