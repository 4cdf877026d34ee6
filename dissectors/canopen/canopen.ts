/*
 * CANopen: CiA 301 V4.2.0, with LSS by CiA 305, over CAN with identifiers of 11 bits, which say what a frame is and of which
 * node (7.3.3). Whether a bus speaks it is told by the bus as a whole (`canopen-judge.ts`). Numbers low byte first.
 */
import {
  baseIdentifier,
  CAN_HEADER_BYTES,
  CAN_LENGTH_AT,
  CAN_REMOTE,
  isRemote,
  MAX_BASE_IDENTIFIER,
  MAX_CLASSIC_DATA,
} from '../kit/can-frame.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { NEWS_US } from '../kit/key-of-news.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { CanopenJudge } from './canopen-judge.ts'
import { type CanopenState, newCanopenState } from './canopen-state.ts'
import { functionCodeOf, hasLength, KIND, kindOf, MAX_NODE } from './connection-set.ts'
import { codeOf, describeCode, ERROR_CONTROL, SPACE, type Space } from './function-codes.ts'
import { dissectLss } from './lss.ts'
import { isLss } from './lss-commands.ts'
import { GUARDING_TOGGLE, isNmtCommand, NODE_BOOT_UP, stateName } from './nmt.ts'
import { dissectSdo } from './sdo.ts'

/** What stands for a port: the number of the standard, of CiA. */
const CIA_301 = 301
const MAX_FRAME = CAN_HEADER_BYTES + MAX_CLASSIC_DATA
const NODES = 0x100
/** Among what was said, beyond all objects. */
const ROLE = 0x100_0000
/** Keys of what has more than a code. */
const NODE_KEYS = 2 ** 40
const ERROR_KEYS = 2 ** 41
/** CiA 301, 7.2.7.1, table 26: what the upper byte of an error stands for. */
const ERROR_CLASSES: Readonly<Record<number, string>> = {
  0x10: 'generic',
  0x20: 'current',
  0x30: 'voltage',
  0x40: 'temperature',
  0x50: 'device hardware',
  0x60: 'device software',
  0x70: 'additional modules',
  0x80: 'monitoring',
  0x90: 'external error',
  0xf0: 'additional functions',
}
const DEVICE_SPECIFIC = 0xff

export const canopen = defineDissector<CanopenState>({
  name: 'canopen',
  title: 'CANopen',
  carriers: [{ over: 'can', payloads: [CIA_301] }],
  judgeBus: () => new CanopenJudge(),
  depth: {
    decodes:
      'NMT, SYNC, TIME, EMCY, PDO by number, SDO with objects (expedited, segments, blocks, aborts), heartbeat, node guarding, LSS',
    identity: 'SDO uploads of device type, name, versions and identity; state of nodes',
    missing: 'values of objects and PDOs, names of vendors, which node is the master, identifiers that are configured',
  },
  maxMessage: MAX_FRAME,

  // The identifier is one of 11 bits that has a meaning, and has the length of it; what is reserved is 0.
  probe: (bytes: Cursor): Verdict => (isCanopen(bytes) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < CAN_HEADER_BYTES) return undefined
    const kind = kindOf(baseIdentifier(bytes.view, bytes.pos))
    return kind === KIND.sdoAnswer || kind === KIND.lssAnswer ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: newCanopenState,

  dissect(message: Cursor, info: MessageInfo, state: CanopenState, sink: Sink): void {
    if (message.left < CAN_HEADER_BYTES) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const { view, pos } = message
    const identifier = baseIdentifier(view, pos)
    message.skip(CAN_HEADER_BYTES)
    const kind = kindOf(identifier)
    if (kind === KIND.sdoRequest || kind === KIND.sdoAnswer) dissectSdo(message, kind === KIND.sdoAnswer, state, sink)
    else if (kind === KIND.lssRequest || kind === KIND.lssAnswer) {
      dissectLss(message, kind === KIND.lssAnswer, state, sink)
    } else if (isRemote(view, pos))
      sink.operation('order', plain(SPACE.errorControl, ERROR_CONTROL.guarding, 'session', state), 0)
    else if (!hasLength(kind, message.left))
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: CAN_LENGTH_AT })
    else service(message, identifier, kind, info, state, sink)
  },

  describe: describeCode,
})

function isCanopen(bytes: Cursor): boolean {
  if (bytes.left < CAN_HEADER_BYTES || bytes.left > MAX_FRAME) return false
  const word = bytes.view.getUint32(bytes.pos)
  const identifier = (word & ~CAN_REMOTE) >>> 0
  if (identifier > MAX_BASE_IDENTIFIER || bytes.peek16(5) !== 0) return false
  const kind = kindOf(identifier)
  if (word !== identifier) return kind === KIND.errorControl
  const length = bytes.left - CAN_HEADER_BYTES
  if (bytes.peek(CAN_LENGTH_AT) !== length || !hasLength(kind, length)) return false
  const isOfLss = kind === KIND.lssRequest || kind === KIND.lssAnswer
  return !isOfLss || isLss(bytes.view, bytes.pos + CAN_HEADER_BYTES)
}

/** What goes one way, and has no answer. */
function service(
  message: Cursor,
  identifier: number,
  kind: number,
  info: MessageInfo,
  state: CanopenState,
  sink: Sink,
): void {
  switch (kind) {
    case KIND.nmt:
      command(message, info, state, sink)
      return
    case KIND.sync:
      sink.operation('event', plain(SPACE.sync, 0, 'time', state), 0)
      return
    case KIND.time:
      sink.operation('event', plain(SPACE.time, 0, 'time', state), 0)
      return
    case KIND.emergency:
      emergency(message, state, sink)
      return
    case KIND.pdo:
      sink.operation('event', plain(SPACE.pdo, functionCodeOf(identifier), 'publish', state), 0)
      return
    default:
      nodeState(message, info, state, sink)
  }
}

function plain(space: Space, number: number, operationClass: OperationClass, { operations }: CanopenState): Operation {
  const code = codeOf(space, number)
  return operations.find(code) ?? operations.add(code, operationClass, code, '', '')
}

/** 7.2.8.3.1: what nodes are told to do they do, and show by their state: nothing answers. */
function command(message: Cursor, info: MessageInfo, state: CanopenState, sink: Sink): void {
  const { operations, said } = state
  const { view, pos } = message
  const number = message.u8()
  const node = message.u8()
  const isKnown = isNmtCommand(number)
  const code = codeOf(SPACE.nmt, number)
  const key = NODE_KEYS + code * NODES + node
  const target = node === 0 ? 'all nodes' : `node ${node}`
  sink.operation(
    'order',
    operations.find(key) ?? operations.add(key, isKnown ? 'mode' : 'unknown', code, '', target),
    0,
  )
  // Nobody but the master may say so; which of the nodes that is no frame tells.
  if (said.isNew(ROLE, view, pos, pos)) sayFacts(senderOf(info), '', 'NMT', { role: 'CANopen master' }, sink)
  if (!isKnown) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  if (node > MAX_NODE) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: CAN_HEADER_BYTES + 1 })
}

/** 7.2.7.1: an error that has begun, or, by code 0, that one is over. */
function emergency(message: Cursor, state: CanopenState, sink: Sink): void {
  const { operations } = state
  const error = message.u16le()
  const key = ERROR_KEYS + error
  const code = codeOf(SPACE.emergency, 0)
  sink.operation('event', operations.find(key) ?? operations.add(key, 'alarm', code, '', errorText(error)), error)
}

function errorText(error: number): string {
  const upper = error >> 8
  if (upper === 0) return 'error reset or no error'
  const name = upper === DEVICE_SPECIFIC ? 'device specific' : (ERROR_CLASSES[upper & 0xf0] ?? '')
  return `error 0x${error.toString(16).padStart(4, '0')} ${name}`.trimEnd()
}

/** 7.2.8.3.2: said over and over, so it is news only when it is another one, or for long was told no more. */
function nodeState(message: Cursor, info: MessageInfo, state: CanopenState, sink: Sink): void {
  const value = message.u8()
  const number = value === NODE_BOOT_UP ? ERROR_CONTROL.bootUp : ERROR_CONTROL.state
  sink.operation('event', plain(SPACE.errorControl, number, 'session', state), 0)
  // What has begun goes into this state by itself (7.3.2.2.2).
  const mode = value === NODE_BOOT_UP ? 'pre-operational' : stateName(value)
  if (mode === '') {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: CAN_HEADER_BYTES })
    return
  }
  const current = value & ~GUARDING_TOGGLE
  if (current === state.nodeState && info.timeUs - state.toldUs < NEWS_US) return
  state.nodeState = current
  state.toldUs = info.timeUs
  sayFacts(senderOf(info), '', 'NMT error control', { mode }, sink)
}
