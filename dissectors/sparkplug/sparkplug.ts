/*
 * Sparkplug B, in MQTT PUBLISH packets: a topic (two bytes of length before it) and a payload of Protocol Buffers.
 * Sparkplug 3.0.0 (Eclipse, 2022; ISO/IEC 20237): clause 4 (topics: spBv1.0/group/type/node[/device]), 6.4 (payload).
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { MAX_NAMED, type Metrics, readMetrics } from './metrics.ts'

const NAMESPACE = [0x73, 0x70, 0x42, 0x76, 0x31, 0x2e, 0x30, 0x2f]
const MAX_MESSAGE = 0x4_0000
const MAX_TOPIC = 512
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
}

export const sparkplug = defineDissector<State>({
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

  newState: () => ({ operations: new Operations(), said: new Map() }),

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
  const metrics = isState || isData(code) ? undefined : readMetrics(message)
  const operation = operationOf(code, type, who.join('/'), metrics, key, state)
  sink.operation('event', operation, 0)
  if (code === 0) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  if (metrics === undefined) return
  if (!metrics.isWhole) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos })
  const isBirth = type === 'NBIRTH' || type === 'DBIRTH'
  if (isBirth && isNews(state.said, key, message.view, pos, message.end)) sayBirth(type, who, metrics, info, sink)
}

function isData(code: number): boolean {
  return TYPES[code] === 'NDATA' || TYPES[code] === 'DDATA'
}

function operationOf(
  code: number,
  type: string,
  who: string,
  metrics: Metrics | undefined,
  key: number,
  state: State,
): Operation {
  const isCommand = type === 'NCMD' || type === 'DCMD'
  if (!isCommand) return state.operations.find(key) ?? state.operations.add(key, classOf(type), code, '', who)
  const names = metrics?.names ?? []
  let hash = key
  for (const name of names) for (const each of name) hash = (hash * 31 + (each.codePointAt(0) ?? 0)) % 0xffff_ffff_ffff
  const found = state.operations.find(hash)
  if (found !== undefined) return found
  // A rebirth asks a node to say again who it is.
  const isRebirth = names.length > 0 && names.every((name) => name === REBIRTH)
  return state.operations.add(hash, isRebirth ? 'diagnose' : 'control', code, '', `${who} ${listOf(metrics)}`.trimEnd())
}

function listOf(metrics: Metrics | undefined): string {
  if (metrics === undefined) return ''
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
  const module = isNode ? own : `node ${group}/${node}${device === '' ? '' : ` ${own}`}`
  sink.observe({
    kind: 'identity',
    of: isNode ? 'client' : 'server',
    about: '',
    module,
    message: type,
    facts: {
      name: device === '' ? node : device,
      ...(device === '' && { 'device-id': `${group}/${node}` }),
      capability: `${metrics.count} metrics`,
      dataset: listOf(metrics),
      ...metrics.facts,
    },
  })
}
