/*
 * Ethernet POWERLINK. EPSG DS 301 V1.5.1 (2023; IEC 61158 type 13), 4.6.1 (frames); little-endian. Over UDP port 3819 an
 * ASnd with an SDO (6.3.2.2).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { OperationClass } from '../kit/observation.ts'
import { dissectAsnd } from './asnd.ts'
import { codeOf, describeCode, FRAME, isFrame, SERVICE, SPACE, stateName } from './function-codes.ts'
import { sayState } from './node-identity.ts'
import { BROADCAST, MANAGING_NODE, newPowerlinkState, nodeText, type PowerlinkState } from './powerlink-state.ts'
import { isSdoAnswer } from './sdo.ts'

const MAX_MESSAGE = 1500
/** Message type, destination, source: of every frame. */
const HEADER_LENGTH = 3
const SERVICE_AT = 3
/** Of PRes and SoA. */
const STATE_AT = 3
/** Of PReq and PRes: how long the process data behind it is. */
const SIZE_AT = 8
const DATA_AT = 10
/** Of SoA: which service it invites to, of which node, and the version of the protocol. */
const INVITED_AT = 6
const INVITED_NODE_AT = 7
const SOA_LENGTH = 9
/** 4.6.1.1.2: 46 bytes with the pad, of which 19 are defined. */
const SOC_LENGTH = 19
/** Of an ASnd with the state of a node; of one with an SDO: reserved bytes, and the command layer behind them. */
const ASND_STATE_AT = 6
const SDO_RESERVED_AT = 6
const SDO_LENGTH = 16
const NODES = 0x100
/** 4.6.1.1.5: what a frame that invites a node has it do. */
const INVITED: Readonly<Record<number, OperationClass>> = { 1: 'discover', 2: 'diagnose', 6: 'time' }

export const powerlink = defineDissector<PowerlinkState>({
  name: 'powerlink',
  title: 'Ethernet POWERLINK',
  carriers: [
    { over: 'ethernet', etherTypes: [0x88ab] },
    {
      over: 'udp',
      ports: [3819],
      suits: (bytes) => bytes.peek(0) === FRAME.asnd && bytes.peek(SERVICE_AT) === SERVICE.sdo,
    },
  ],
  depth: {
    decodes: 'all frames: cycles, polls, invitations, NMT commands and requests, errors, SDO with objects',
    identity: 'IdentResponse (vendor, product, revision, serial, profile, host name, IP), NMT state',
    missing: 'values of objects and process data, names in SDO, poll response chaining',
  },
  maxMessage: MAX_MESSAGE,

  // Kind and both nodes, and what else each kind has fixed.
  probe: (bytes: Cursor): Verdict => (isPowerlink(bytes) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.peek(0) !== FRAME.asnd || bytes.peek(SERVICE_AT) !== SERVICE.sdo) return 'to-server'
    const isAnswer = isSdoAnswer(bytes)
    if (isAnswer === undefined) return undefined
    return isAnswer ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: newPowerlinkState,

  dissect(message: Cursor, info: MessageInfo, state: PowerlinkState, sink: Sink): void {
    const type = message.peek(0)
    if (!isWhole(message, type)) {
      sink.operation('event', frameOf(type, 'unknown', 0, state), 0)
      sink.observe({ kind: 'malformed', reason: isFrame(type) ? 'truncated' : 'bad-value', offset: 0 })
      return
    }
    if (type === FRAME.asnd) dissectAsnd(message, info, isMulticast(info), state, sink)
    else if (type === FRAME.soa) invite(message, info, state, sink)
    else if (type === FRAME.preq || type === FRAME.pres) poll(message, type, info, state, sink)
    else sink.operation('event', frameOf(type, type === FRAME.soc ? 'time' : 'session', 0, state), 0)
  },

  describe: describeCode,
})

/** A frame with the nodes that its kind goes from and to (4.6.1.1.1), and room for what it says it holds. */
function isPowerlink(bytes: Cursor): boolean {
  if (bytes.left <= HEADER_LENGTH) return false
  const type = bytes.peek(0)
  if (!isWhole(bytes, type)) return false
  const target = bytes.peek(1)
  const source = bytes.peek(2)
  switch (type) {
    case FRAME.soc:
      return target === BROADCAST && source === MANAGING_NODE && bytes.peek(3) === 0 && (bytes.peek(4) & 0x3f) === 0
    case FRAME.preq:
      return source === MANAGING_NODE && isNode(target) && bytes.peek(3) === 0
    case FRAME.pres:
      return target === BROADCAST && isNode(source)
    case FRAME.soa:
      return target === BROADCAST && source === MANAGING_NODE
    case FRAME.asnd:
      return isAsnd(bytes, source, target)
    default:
      return false
  }
}

function isNode(node: number): boolean {
  return node !== 0 && node !== BROADCAST
}

/**
 * An asynchronous frame, by what its service has fixed (7.3, 6.3.2.3): a service alone is too little to tell it from others
 * that begin with a 6, such as KNXnet/IP. Over UDP an SDO names nobody.
 */
function isAsnd(bytes: Cursor, source: number, target: number): boolean {
  const isFromNode = isNode(source)
  switch (bytes.peek(SERVICE_AT)) {
    case SERVICE.ident:
    case SERVICE.status:
      return (
        isFromNode && target === BROADCAST && bytes.left > ASND_STATE_AT && stateName(bytes.peek(ASND_STATE_AT)) !== ''
      )
    case SERVICE.request:
      return isFromNode && target === MANAGING_NODE
    case SERVICE.command:
      return source === MANAGING_NODE && target !== 0
    case SERVICE.sync:
      return isFromNode && (target === BROADCAST || target === MANAGING_NODE)
    case SERVICE.sdo:
      return bytes.left >= SDO_LENGTH && bytes.peek16(SDO_RESERVED_AT) === 0
    default:
      return false
  }
}

/** Whether all is there that every frame of its kind has. */
function isWhole(message: Cursor, type: number): boolean {
  const { left } = message
  switch (type) {
    case FRAME.soc:
      return left >= SOC_LENGTH
    case FRAME.preq:
    case FRAME.pres:
      return left >= DATA_AT
    case FRAME.soa:
      return left >= SOA_LENGTH
    default:
      return left > HEADER_LENGTH && isFrame(type)
  }
}

function frameOf(type: number, operationClass: OperationClass, node: number, state: PowerlinkState) {
  const code = codeOf(SPACE.frame, type)
  const key = code * NODES + node
  return state.operations.find(key) ?? state.operations.add(key, operationClass, code, '', nodeText(node))
}

/** 4.6.1.1.3 and 4.6.1.1.4: process data to a node, and of a node to all. */
function poll(message: Cursor, type: number, info: MessageInfo, state: PowerlinkState, sink: Sink): void {
  const node = message.peek(type === FRAME.preq ? 1 : 2)
  sink.operation('event', frameOf(type, 'publish', node, state), 0)
  const size = message.view.getUint16(message.pos + SIZE_AT, true)
  if (DATA_AT + size > message.left) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: SIZE_AT })
  if (type === FRAME.pres) sayState(node, message.peek(STATE_AT), info, state, sink)
}

function invite(message: Cursor, info: MessageInfo, state: PowerlinkState, sink: Sink): void {
  const service = message.peek(INVITED_AT)
  const node = message.peek(INVITED_NODE_AT)
  const code = codeOf(SPACE.invited, service)
  const key = code * NODES + node
  const { operations } = state
  const known = operations.find(key)
  sink.operation('event', known ?? operations.add(key, INVITED[service] ?? 'session', code, '', nodeText(node)), 0)
  sayState(message.peek(2), message.peek(STATE_AT), info, state, sink)
}

/** A frame to a group of stations; over UDP there is one that is asked. */
function isMulticast({ targetMac }: MessageInfo): boolean {
  return (Math.floor(targetMac / 2 ** 40) & 1) === 1
}
