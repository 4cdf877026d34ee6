/*
 * Emerson ROC Plus, the protocol of ROC800, FloBoss and DL8000 controllers, over TCP and UDP. Little-endian.
 * ROC Plus Protocol Specification Manual (D301180X012), 2022: frame in section 1.2, opcodes in chapter 2; the parser
 * icsnpp-roc-plus of CISA for lengths. Unit and group of the target, of the source, opcode, length, data, CRC.
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
import { sayAnswer, sayLogin } from './answer-facts.ts'
import { carriedOpcode, FIELD, frameLength, MAX_FRAME, MIN_FRAME, SHAPE, shapeOf } from './frame.ts'
import { rocOrModbus } from './modbus-twin.ts'
import { describeCode, isKnownOpcode, OPCODE, opcodeOf } from './opcodes.ts'
import { answered, codeOfAnswer, requested } from './operations-of.ts'
import { newRocState, pairOf, type RocState } from './roc-state.ts'

export const rocplus = defineDissector<RocState>({
  name: 'rocplus',
  title: 'Emerson ROC Plus',
  carriers: [
    { over: 'tcp', ports: [4000] },
    { over: 'udp', ports: [4000] },
  ],
  depth: {
    decodes: 'opcodes, also those passed on (24, 205); units, parameters (TLP), tables, files, logins, errors',
    identity: 'System Configuration (6)',
    missing: 'values, history and log contents, points of messages passed on (24, 205)',
  },
  maxMessage: MAX_FRAME,

  /* 16 bits of CRC, a known opcode, a length that fits it, and behind it another one; and no Modbus RTU frame as well. */
  probe(bytes: Cursor): Verdict {
    if (bytes.left > FIELD.opcode && !isKnownOpcode(bytes.peek(FIELD.opcode))) return 'no'
    const length = frameLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    if (length === NEED_MORE) return bytes.left > FIELD.data && shapeOf(bytes) === SHAPE.none ? 'no' : 'need-more'
    if (shapeOf(bytes) === SHAPE.none || !isFollowed(bytes, length)) return 'no'
    const speaks = rocOrModbus(bytes)
    return speaks === undefined ? 'need-more' : speaks === 'roc' ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (frameLength(bytes) <= 0) return undefined
    // A controller signals its host: those two go either way.
    const opcode = bytes.peek(FIELD.opcode)
    if (opcode === OPCODE.signal || opcode === OPCODE.signalAcknowledged) return undefined
    const shape = shapeOf(bytes)
    return shape === SHAPE.request ? 'to-server' : shape === SHAPE.answer ? 'to-client' : undefined
  },

  messageLength: frameLength,

  newState: newRocState,

  dissect(message: Cursor, info: MessageInfo, state: RocState, sink: Sink): void {
    if (message.left < MIN_FRAME || message.left < MIN_FRAME + message.peek(FIELD.length)) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const opcode = message.peek(FIELD.opcode)
    const shape = shapeOf(message)
    const isRequest = shape === SHAPE.request || (shape !== SHAPE.answer && info.direction === 'to-server')
    if (!isKnownOpcode(opcode)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: opcode })
    const carried = carriedOpcode(message)
    if (carried !== undefined && !isKnownOpcode(carried)) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: carried })
    }
    if (isRequest) request(message, state, sink)
    else answer(message, info, state, sink)
  },

  describe: describeCode,
})

/** Whether what lies behind a frame, as far as it is there, can be one as well. */
function isFollowed(bytes: Cursor, length: number): boolean {
  if (bytes.left <= length + FIELD.opcode) return true
  bytes.pos += length
  const follows = isKnownOpcode(bytes.peek(FIELD.opcode)) && frameLength(bytes) !== NOT_A_MESSAGE
  bytes.pos -= length
  return follows
}

function request(message: Cursor, state: RocState, sink: Sink): void {
  const operation = requested(message, state.operations)
  const pair = pairOf(message)
  state.asked.ask(pair * 0x1_0000 + operation.code, operation)
  state.newest.ask(pair, operation)
  sink.operation('request', operation, 0)
  if (opcodeOf(operation.code) === OPCODE.login) sayLogin(message, operation, state, sink)
}

function answer(message: Cursor, info: MessageInfo, state: RocState, sink: Sink): void {
  const pair = pairOf(message)
  const isError = message.peek(FIELD.opcode) === OPCODE.error
  // Neither says which request it answers.
  const isUnnamed = isError || message.peek(FIELD.opcode) === OPCODE.forward
  const newest = state.newest.answer(pair)
  const code = isUnnamed && newest !== undefined ? newest.code : codeOfAnswer(message)
  const operation = state.asked.answer(pair * 0x1_0000 + code) ?? answered(message, state.operations)
  // Pairs of an error code and where in the request it lies: the first one. An error without a code is one all the same.
  const status = isError ? message.peek(FIELD.data) || 0x100 : 0
  sink.operation('response', operation, status)
  sayAnswer(message, info, operation, status, state, sink)
}
