/*
 * S7comm, the protocol of SIMATIC S7-300, S7-400, and of S7-1200 and S7-1500 for PUT/GET. Big-endian.
 * Carried by ISO transport over TCP (RFC 1006; `dissectors/kit/tpkt.ts`). Siemens publishes no specification: the
 * layout is that of Snap7 and libnodave, the meaning that of SIMATIC "System and Standard Functions for S7-300/400".
 */
import type { CotpTransport } from '../kit/cotp-transport.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { MAX_TPKT, seekUserData, TPDU, tpktLength } from '../kit/tpkt.ts'
import { describeCode, FUNCTION, GROUP } from './function-codes.ts'
import { dissectAcknowledgement, dissectCutJob, dissectJob } from './job.ts'
import { hasError, MIN_HEADER_LENGTH, ROSCTR, S7_PROTOCOL } from './s7-header.ts'
import { moduleOfTsap, newS7commState, type S7commState } from './s7comm-state.ts'
import { dissectUserdata } from './userdata.ts'

/** Where the type of the first TPDU lies, and where userdata has its type and group. */
const TPDU_TYPE_AT = 5
const USERDATA_TYPE_AT = MIN_HEADER_LENGTH + 5

export const s7comm = defineDissector<S7commState>({
  name: 's7comm',
  title: 'S7comm',
  carriers: [{ over: 'tcp', ports: [102] }],
  depth: {
    decodes: 'jobs with all address syntaxes, block up- and download, PI services, stop, userdata of all groups',
    identity: 'SZL 0x0011, 0x001C, 0x0424, 0x0132; mode transitions; message service (client)',
    missing: 'values of symbols, content of blocks, texts of alarms',
  },
  maxMessage: MAX_TPKT,

  /* 8 bits of protocol id, 6 of ROSCTR, 16 reserved zeros, two lengths that agree with the bytes of the TPKT. */
  probe(bytes: Cursor): Verdict {
    const verdict = seekUserData(bytes)
    if (verdict !== 'yes') return verdict
    if (bytes.peek(0) !== S7_PROTOCOL) return 'no'
    if (bytes.left < MIN_HEADER_LENGTH) return 'need-more'
    const rosctr = bytes.peek(1)
    if (!isRosctr(rosctr) || bytes.peek16(2) !== 0) return 'no'
    const header = hasError(rosctr) ? MIN_HEADER_LENGTH + 2 : MIN_HEADER_LENGTH
    return bytes.left <= header + bytes.peek16(6) + bytes.peek16(8) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left > TPDU_TYPE_AT) {
      const type = bytes.peek(TPDU_TYPE_AT) & 0xf0
      if (type === TPDU.connectRequest) return 'to-server'
      if (type === TPDU.connectConfirm) return 'to-client'
    }
    return seekUserData(bytes) === 'yes' ? directionOfPdu(bytes) : undefined
  },

  messageLength: tpktLength,

  newState: newS7commState,

  dissect(message: Cursor, info: MessageInfo, state: S7commState, sink: Sink): void {
    const pdu = state.transport.take(message, info, state.operations, sink)
    if (state.transport.calledTsap !== state.moduleTsap) learnModule(state.transport, state)
    if (pdu !== undefined) dissectPdu(pdu, info, state, sink)
  },

  describe: describeCode,
})

function dissectPdu(pdu: Cursor, info: MessageInfo, state: S7commState, sink: Sink): void {
  const start = pdu.pos
  if (pdu.peek(0) !== S7_PROTOCOL) {
    sink.observe({ kind: 'undecoded', reason: 'unsupported', code: pdu.peek(0) })
    return
  }
  const { header } = state
  if (!header.decode(pdu)) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: pdu.end - start })
    if (pdu.pos > start && header.rosctr === ROSCTR.job) dissectCutJob(pdu, state, sink)
    return
  }
  switch (header.rosctr) {
    case ROSCTR.job:
      dissectJob(pdu, info, state, sink)
      break
    case ROSCTR.ack:
    case ROSCTR.ackData:
      dissectAcknowledgement(pdu, info, state, sink)
      break
    case ROSCTR.userdata:
      dissectUserdata(pdu, info, state, sink)
      break
    default:
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: header.rosctr })
  }
}

function isRosctr(value: number): boolean {
  return value === ROSCTR.job || hasError(value) || value === ROSCTR.userdata
}

function directionOfPdu(pdu: Cursor): Direction | undefined {
  if (pdu.left < MIN_HEADER_LENGTH || pdu.peek(0) !== S7_PROTOCOL) return undefined
  const rosctr = pdu.peek(1)
  if (rosctr === ROSCTR.userdata) return directionOfUserdata(pdu)
  if (rosctr !== ROSCTR.job && !hasError(rosctr)) return undefined
  const functionAt = hasError(rosctr) ? MIN_HEADER_LENGTH + 2 : MIN_HEADER_LENGTH
  const code = pdu.left > functionAt && pdu.peek16(6) > 0 ? pdu.peek(functionAt) : 0
  // In a download the controller asks for the parts of the block.
  const isTurned = code === FUNCTION.downloadBlock || code === FUNCTION.downloadEnded
  return (rosctr === ROSCTR.job) !== isTurned ? 'to-server' : 'to-client'
}

function directionOfUserdata(pdu: Cursor): Direction | undefined {
  if (pdu.left <= USERDATA_TYPE_AT) return undefined
  const typeAndGroup = pdu.peek(USERDATA_TYPE_AT)
  // Partners of BSEND and BRCV are equals.
  if ((typeAndGroup & 0x0f) === GROUP.pbc) return undefined
  switch (typeAndGroup >> 4) {
    case 4:
    case 7:
      return 'to-server'
    case 0:
    case 8:
    case 11:
      return 'to-client'
    default:
      return undefined
  }
}

function learnModule(transport: CotpTransport, state: S7commState): void {
  state.moduleTsap = transport.calledTsap
  state.module = moduleOfTsap(transport.calledTsap)
}
