/*
 * Sparkplug B, in MQTT PUBLISH packets: a topic (two bytes of length before it) and a payload of Protocol Buffers.
 * Sparkplug 3.0.0 (Eclipse, 2022; ISO/IEC 20237): clause 4 (topics: spBv1.0/group/type/node[/device]), 6.4 (payload).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { MetricNames } from './metric-names.ts'
import { MAX_NAMED, type Metrics, readMetrics } from './metrics.ts'

const NAMESPACE = [0x73, 0x70, 0x42, 0x76, 0x31, 0x2e, 0x30, 0x2f]
const MAX_MESSAGE = 0x4_0000
const MAX_TOPIC = 512
/** Keys of commands, and what tells those that the broker hands on. */
const KEYS = 0xffff_ffff_ffff
const HANDED_ON = 0x5bd1_e995_0000
/** Clause 6.4.19 and 6.4.20. */
const REBIRTH = 'Node Control/Rebirth'
const TYPES = ['', 'NBIRTH', 'NDEATH', 'NDATA', 'NCMD', 'DBIRTH', 'DDEATH', 'DDATA', 'DCMD', 'STATE']
const NAMES: Readonly<Record<string, string>> = {
  NBIRTH: 'Node birth certificate',
  NDEATH: 'Node death certificate',
  NDATA: 'Node data',
  NCMD: 'Node command',
  DBIRTH: 'Device birth certificate',
  DDEATH: 'Device death certificate',
  DDATA: 'Device data',
  DCMD: 'Device command',
  STATE: 'Host application state',
}

interface State {
  readonly operations: Operations
  /** Births that were said last. */
  readonly said: Map<number, number>
  readonly names: MetricNames
}

export const sparkplug = defineDissector<State, MetricNames>({
  name: 'sparkplug',
  title: 'Sparkplug B',
  carriers: [{ over: 'dissector', name: 'mqtt' }],
  depth: {
    decodes: 'all message types by their topics; names of metrics in births and commands',
    identity: 'births: what nodes and devices say of themselves (make, model, firmware, serial number)',
    missing: 'values, data sets, templates',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor) => (isOurs(bytes) ? 'yes' : 'no'),

  directionOf: () => undefined,

  messageLength: (bytes: Cursor) => bytes.left,

  /** A host that connects again knows the births of before. */
  newShared: () => new MetricNames(),

  newState: (names = new MetricNames()) => ({ operations: new Operations(), said: new Map(), names }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos } = message
    const length = message.u16()
    const topicAt = message.pos
    message.skip(length)
    if (message.short) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - pos })
      return
    }
    const key = keyOfBytes(view, topicAt, message.pos, 0)
    const known = state.operations.find(key)
    if (known !== undefined && isData(known.code)) {
      sink.operation('event', known, 0)
      return
    }
    const payloadAt = message.pos
    const parts = topicParts(message, topicAt)
    message.pos = payloadAt
    dissectRare(message, parts, key, info, state, sink)
  },

  describe: (code) => {
    const type = TYPES[code] ?? ''
    return type === ''
      ? { function: `type ${code}`, name: 'Unknown type' }
      : { function: type, name: NAMES[type] ?? type }
  },
})

function isOurs(bytes: Cursor): boolean {
  if (bytes.left < 2 + NAMESPACE.length) return false
  for (let i = 0; i < NAMESPACE.length; i++) if (bytes.peek(2 + i) !== NAMESPACE[i]) return false
  return true
}

function topicParts(message: Cursor, topicAt: number): string[] {
  const length = Math.min(message.pos - topicAt, MAX_TOPIC)
  message.pos = topicAt
  return message.text(length, 'utf8').split('/')
}

/** All that is not cyclic: births, deaths, commands, and the first message of each topic. */
function dissectRare(
  message: Cursor,
  parts: readonly string[],
  key: number,
  info: MessageInfo,
  state: State,
  sink: Sink,
): void {
  const isState = parts[1] === 'STATE'
  const type = isState ? 'STATE' : (parts[2] ?? '')
  const code = Math.max(0, TYPES.indexOf(type))
  const who = isState ? parts.slice(2) : [parts[1] ?? '', ...parts.slice(3)]
  const { pos } = message
  const isBirth = type === 'NBIRTH' || type === 'DBIRTH'
  const node = `${who[0]}/${who[1] ?? ''}`
  if (type === 'NBIRTH') state.names.forget(node)
  const metrics = isState || isData(code) ? undefined : readMetrics(message, node, isBirth, state.names)
  if (metrics !== undefined && isCommand(type)) command(code, who, metrics, key, info.direction, state, sink)
  else sink.operation('event', operationOf(code, type, who.join('/'), key, state), 0)
  if (code === 0) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  if (metrics === undefined) return
  if (!metrics.isWhole) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos })
  if (isBirth && isNews(state.said, key, message.view, pos, message.end)) sayBirth(type, who, metrics, info, sink)
}

function isData(code: number): boolean {
  return TYPES[code] === 'NDATA' || TYPES[code] === 'DDATA'
}

function isCommand(type: string): boolean {
  return type === 'NCMD' || type === 'DCMD'
}

function operationOf(code: number, type: string, who: string, key: number, state: State): Operation {
  return state.operations.find(key) ?? state.operations.add(key, classOf(type), code, '', who)
}

/**
 * What a host tells the broker is a command to the node, of which the broker is only the way. What the broker hands on to
 * its subscribers, the node among them, is a publication: who receives it changes nothing by that.
 */
function command(
  code: number,
  who: readonly string[],
  metrics: Metrics,
  key: number,
  direction: Direction,
  state: State,
  sink: Sink,
): void {
  const isOrder = direction === 'to-server'
  const { names } = metrics
  let hash = isOrder ? key : (key + HANDED_ON) % KEYS
  for (const name of names) for (const each of name) hash = (hash * 31 + (each.codePointAt(0) ?? 0)) % KEYS
  let operation = state.operations.find(hash)
  if (operation === undefined) {
    // A rebirth asks a node to say again who it is.
    const isRebirth = names.length > 0 && names.every((name) => name === REBIRTH)
    const operationClass = isRebirth ? 'diagnose' : 'control'
    const target = `${who.join('/')} ${listOf(metrics)}`.trimEnd()
    operation = isOrder
      ? state.operations.add(hash, operationClass, code, moduleOf(who), target)
      : state.operations.add(hash, 'publish', code, '', target)
  }
  sink.operation(isOrder ? 'order' : 'event', operation, 0)
}

/** A node, or a device of it, behind the broker. */
function moduleOf([group = '', node = '', device = '']: readonly string[]): string {
  return `node ${group}/${node}${device === '' ? '' : ` device ${device}`}`
}

function listOf(metrics: Metrics): string {
  return metrics.names.join(', ') + (metrics.count > MAX_NAMED ? ', …' : '')
}

function classOf(type: string): OperationClass {
  switch (type) {
    case 'NBIRTH':
    case 'DBIRTH':
    case 'NDATA':
    case 'DDATA':
      return 'publish'
    case 'NDEATH':
    case 'DDEATH':
    case 'STATE':
      // Clause 5: who is there.
      return 'session'
    default:
      return 'unknown'
  }
}

/** Towards the broker it is the node itself that speaks; from it, a node that is somewhere behind. */
function sayBirth(type: string, who: readonly string[], metrics: Metrics, info: MessageInfo, sink: Sink): void {
  const [group = '', node = '', device = ''] = who
  const own = device === '' ? '' : `device ${device}`
  const isNode = info.direction === 'to-server'
  const module = isNode ? own : moduleOf(who)
  sink.observe({
    kind: 'identity',
    of: isNode ? 'client' : 'server',
    about: '',
    module,
    message: type,
    facts: {
      name: device === '' ? node : device,
      ...(device === '' && { 'device-id': `${group}/${node}`, role: 'Sparkplug edge node' }),
      capability: `${metrics.count} metrics`,
      dataset: listOf(metrics),
      ...metrics.facts,
    },
  })
}
