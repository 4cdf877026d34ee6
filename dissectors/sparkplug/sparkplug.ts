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
import { type Metrics, type Publisher, pointsOf, readMetrics, sayMetricValues } from './metrics.ts'

const NAMESPACE = [0x73, 0x70, 0x42, 0x76, 0x31, 0x2e, 0x30, 0x2f]
const MAX_MESSAGE = 0x4_0000
const MAX_TOPIC = 512
/** Metrics that are named in a text. */
const MAX_NAMED = 8
/** Keys of commands. */
const KEYS = 0xffff_ffff_ffff
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

const NO_METRICS: Metrics = { named: [], count: 0, facts: {}, isWhole: true }

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
    decodes: 'all message types by their topics; metrics with their values, by the names and types of births',
    identity: 'births: what nodes and devices say of themselves (make, model, firmware, serial number)',
    missing: 'values of arrays, data sets, templates',
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
    // What a node tells the broker is another operation than what the broker tells others of it.
    const key = keyOfBytes(view, topicAt, message.pos, info.direction === 'to-server' ? 0 : 1)
    const known = state.operations.find(key)
    const payloadAt = message.pos
    if (known !== undefined && isData(known.code)) {
      sink.operation('event', known, 0)
      sayValues(message, payloadAt, undefined, known, state, sink)
      return
    }
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
  const by = publisherOf(who)
  if (type === 'NBIRTH') state.names.forget(by.node)
  const metrics = isState ? NO_METRICS : readMetrics(message, by, isBirth, state.names)
  const operation =
    isCommand(type) && info.direction === 'to-server'
      ? orderOf(code, who, metrics, key, state)
      : publicationOf(code, type, who, metrics, key, info.direction, state)
  sink.operation(operation.class === 'publish' || !isCommand(type) ? 'event' : 'order', operation, 0)
  if (code === 0) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  const { end } = message
  if (!metrics.isWhole) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos })
  if (isBirth && isNews(state.said, key, message.view, pos, end)) sayBirth(type, who, metrics, info, sink)
  sayValues(message, pos, by, operation, state, sink)
}

function publisherOf([group = '', node = '', device = '']: readonly string[]): Publisher {
  return { node: `${group}/${node}`, device }
}

/** Tells the values of the payload that begins at `from`, where they are wanted. */
function sayValues(
  message: Cursor,
  from: number,
  by: Publisher | undefined,
  operation: Operation,
  state: State,
  sink: Sink,
): void {
  if (operation.points.length === 0 || !sink.wantsValues(operation)) return
  message.pos = from
  message.short = false
  // What data are about is the target of their operation.
  sayMetricValues(message, by ?? publisherOf(operation.target.split('/')), state.names, operation, sink)
}

function isData(code: number): boolean {
  return TYPES[code] === 'NDATA' || TYPES[code] === 'DDATA'
}

function isCommand(type: string): boolean {
  return type === 'NCMD' || type === 'DCMD'
}

/**
 * What is published of a node or device; it writes its metrics, and who is told them reads them. A command that the broker
 * hands on to its subscribers, the node among them, changes nothing by who receives it.
 */
function publicationOf(
  code: number,
  type: string,
  who: readonly string[],
  metrics: Metrics,
  topicKey: number,
  direction: Direction,
  state: State,
): Operation {
  const { operations } = state
  const key = isCommand(type) ? keyOfCommand(topicKey, metrics) : topicKey
  const known = operations.find(key)
  if (known !== undefined) return known
  const target = who.join('/')
  if (isCommand(type)) return operations.add(key, 'publish', code, '', `${target} ${listOf(metrics)}`.trimEnd())
  if (classOf(type) !== 'publish') return operations.add(key, classOf(type), code, '', target)
  return operations.add(key, 'publish', code, moduleOf(who), target, pointsOf(metrics, direction === 'to-server'))
}

/** What a host tells the broker is a command to the node, of which the broker is only the way. */
function orderOf(code: number, who: readonly string[], metrics: Metrics, topicKey: number, state: State): Operation {
  const { operations } = state
  const key = keyOfCommand(topicKey, metrics)
  const known = operations.find(key)
  if (known !== undefined) return known
  const target = `${who.join('/')} ${listOf(metrics)}`.trimEnd()
  const { named } = metrics
  // A rebirth asks a node to say again who it is.
  const isRebirth = named.length > 0 && named.every(({ text }) => text === REBIRTH)
  if (isRebirth) return operations.add(key, 'diagnose', code, moduleOf(who), target)
  return operations.add(key, 'control', code, moduleOf(who), target, pointsOf(metrics, true))
}

function keyOfCommand(topicKey: number, { named }: Metrics): number {
  let key = topicKey % KEYS
  for (const { text } of named) for (const each of text) key = (key * 31 + (each.codePointAt(0) ?? 0)) % KEYS
  return key
}

/** A node, or a device of it, behind the broker. */
function moduleOf([group = '', node = '', device = '']: readonly string[]): string {
  return `node ${group}/${node}${device === '' ? '' : ` device ${device}`}`
}

function listOf(metrics: Metrics): string {
  const names = metrics.named.slice(0, MAX_NAMED).map(({ text }) => text)
  return names.join(', ') + (metrics.count > MAX_NAMED ? ', …' : '')
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
