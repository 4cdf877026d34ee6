/*
 * HART over IP. Big-endian.
 * HCF_SPEC-085 (Network Management Specification), clause 10: header, sessions, token-passing and direct PDUs, audit log;
 * TCP and UDP port 5094. HCF_SPEC-081 (frames), HCF_SPEC-127, -151, -155 (commands).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { dissectDirect } from './direct-pdu.ts'
import { classOfMessage, codeOfMessage, describeHartIp } from './function-codes.ts'
import { FIELD, HEADER_LENGTH, ID, MAX_MESSAGE, messageLength, probeMessage, TYPE } from './hartip-header.ts'
import { HartIpState } from './hartip-state.ts'
import { dissectTokenPassing } from './token-passing.ts'

/** Keys of messages of HART-IP itself lie above those of frames. */
const MESSAGE_SPACE = 0x10_0000_0000_0000
/** HCF_SPEC-085, clause 10.3.1: the time that was asked for is not possible, the nearest one is taken. */
const NEAREST_VALUE = 8
/** A refusal that does not tell why. */
const REFUSED = 0x100
const PRIMARY_MASTER = 1

export const hartip = defineDissector<HartIpState>({
  name: 'hartip',
  title: 'HART-IP',
  carriers: [
    { over: 'tcp', ports: [5094] },
    { over: 'udp', ports: [5094, 5095] },
  ],
  depth: {
    decodes:
      'sessions, all HART commands by number, variables, devices behind an I/O system, direct PDUs, publications',
    identity: 'commands 0, 11, 21 (identity), 12, 13, 20 (message, tags), 84 (devices behind an I/O system)',
    missing: 'values of devices behind an I/O system, units; contents of the audit log; sessions over TLS',
  },
  maxMessage: MAX_MESSAGE,

  probe: probeMessage,

  directionOf: (bytes: Cursor): Direction | undefined => {
    if (bytes.left < 2) return undefined
    return bytes.peek(FIELD.type) === TYPE.request ? 'to-server' : 'to-client'
  },

  messageLength,

  newState: () => new HartIpState(),

  dissect(message: Cursor, info: MessageInfo, state: HartIpState, sink: Sink): void {
    const { left } = message
    if (left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
      return
    }
    const type = message.peek(FIELD.type)
    const id = message.peek(FIELD.id)
    const sequence = message.peek16(FIELD.sequence)
    const hasBody = left > HEADER_LENGTH && type !== TYPE.nak
    if (id === ID.tokenPassing && hasBody) {
      dissectTokenPassing(message, type, sequence, info.direction, state, sink)
    } else if (id === ID.direct && hasBody) {
      dissectDirect(message, type, sequence, info.direction === 'to-server' ? 'client' : 'server', state, sink)
    } else dissectMessage(message, type, id, sequence, state, sink)
  },

  describe: describeHartIp,
})

/** What HART-IP says by itself, and every refusal. */
function dissectMessage(
  message: Cursor,
  type: number,
  id: number,
  sequence: number,
  state: HartIpState,
  sink: Sink,
): void {
  if (id > ID.auditLog) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: codeOfMessage(id) })
  if (type === TYPE.request) {
    const operation = messageOperation(id, targetOf(message, id), state)
    state.asked.ask(sequence, operation)
    sink.operation('request', operation, 0)
    return
  }
  const operation = state.asked.answer(sequence) ?? messageOperation(id, 0, state)
  if (type === TYPE.publish) {
    sink.operation('event', operation, 0)
    return
  }
  const code = message.peek(FIELD.status)
  const status = type === TYPE.nak ? code || REFUSED : code === NEAREST_VALUE ? 0 : code
  sink.operation('response', operation, status)
  if (id === ID.initiate) {
    sink.observe({ kind: 'session', state: status === 0 ? 'opened' : 'refused', security: 'none', user: '' })
  } else if (id === ID.close) sink.observe({ kind: 'session', state: 'closed', security: 'none', user: '' })
}

/** A number for the target: 0 for none, 1 and 2 for the master types. */
function targetOf(message: Cursor, id: number): number {
  if (id !== ID.initiate || message.left <= HEADER_LENGTH) return 0
  return message.peek(HEADER_LENGTH) === PRIMARY_MASTER ? 1 : 2
}

function messageOperation(id: number, target: number, state: HartIpState): Operation {
  const key = MESSAGE_SPACE + id * 4 + target
  return state.find(key) ?? state.operations.add(key, classOfMessage(id), codeOfMessage(id), '', TARGETS[target] ?? '')
}

const TARGETS = ['', 'primary master', 'secondary master']
