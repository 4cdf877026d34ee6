/*
 * The payload of Sparkplug B: Protocol Buffers. Sparkplug 3.0.0 (Eclipse, 2022), clause 6.4.5 and appendix B.
 */
import { Cursor } from '../kit/cursor.ts'
import type { Fact } from '../kit/observation.ts'
import type { MetricNames } from './metric-names.ts'

/** Metrics of one payload that are looked at. */
export const MAX_METRICS = 1024
/** Metrics that are named in a text. */
export const MAX_NAMED = 8
const MAX_TEXT = 128

const METRICS = 2
const METRIC = { name: 1, alias: 2, string: 15 } as const
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const
const NO_ALIAS = -1
const inner = new Cursor(new DataView(new ArrayBuffer(0)))
/** Of the metric read last. */
let alias = NO_ALIAS

export type Facts = Partial<Record<Fact, string>>

/** What is used of a payload. */
export interface Metrics {
  readonly names: readonly string[]
  readonly count: number
  readonly facts: Facts
  readonly isWhole: boolean
}

/** The metrics of a node, or of a device of it; a birth gives their aliases names. */
export function readMetrics(payload: Cursor, node: string, isBirth: boolean, known: MetricNames): Metrics {
  const names: string[] = []
  const facts: Facts = {}
  let count = 0
  while (payload.left > 0 && !payload.short && count < MAX_METRICS) {
    const tag = varint(payload)
    if (tag !== METRICS * 8 + WIRE.bytes) {
      skip(payload, tag & 7)
      continue
    }
    const length = varint(payload)
    if (length > payload.left) {
      payload.short = true
      break
    }
    count++
    inner.reset(payload.view, payload.pos, payload.pos + length)
    payload.skip(length)
    const named = readMetric(inner, facts)
    const name = named === '' && alias >= 0 ? (known.nameOf(node, alias) ?? `alias ${alias}`) : named
    if (isBirth && named !== '' && alias >= 0 && !inner.short) known.learn(node, alias, named)
    if (inner.short) payload.short = true
    if (names.length < MAX_NAMED) names.push(name)
  }
  return { names, count, facts, isWhole: !payload.short }
}

/** The name of a metric; its alias is left in `alias`, and a text that tells who the node is goes into `facts`. */
function readMetric(metric: Cursor, facts: Facts): string {
  let name = ''
  alias = NO_ALIAS
  let text = ''
  while (metric.left > 0 && !metric.short) {
    const tag = varint(metric)
    if (tag === METRIC.name * 8 + WIRE.bytes) name = textOf(metric)
    else if (tag === METRIC.alias * 8 + WIRE.varint) alias = varint(metric)
    else if (tag === METRIC.string * 8 + WIRE.bytes) text = textOf(metric)
    else skip(metric, tag & 7)
  }
  const fact = IDENTITY[name.slice(name.lastIndexOf('/') + 1).toLowerCase()]
  if (fact !== undefined && text !== '' && isProperty(name)) facts[fact] = text
  return name
}

/** Clause 6.4.20 and 6.4.22: what describes a node or device stands under Properties; many leave the word out. */
function isProperty(name: string): boolean {
  return !name.includes('/') || /^(properties|node info|device info|info|hardware|firmware)\//i.test(name)
}

function textOf(message: Cursor): string {
  const length = varint(message)
  const shown = Math.min(length, MAX_TEXT)
  const text = message.text(shown, 'utf8')
  message.skip(length - shown)
  return text
}

/** Protocol Buffers, "Base 128 Varints"; past 2^53 the low bits are rounded. */
function varint(message: Cursor): number {
  let value = 0
  let factor = 1
  for (let i = 0; i < 10; i++) {
    const byte = message.u8()
    value += (byte & 0x7f) * factor
    if (byte < 0x80) return value
    factor *= 128
  }
  message.short = true
  return 0
}

function skip(message: Cursor, wireType: number): void {
  switch (wireType) {
    case WIRE.varint:
      varint(message)
      return
    case WIRE.fixed64:
      message.skip(8)
      return
    case WIRE.bytes:
      message.skip(varint(message))
      return
    case WIRE.fixed32:
      message.skip(4)
      return
    default:
      message.short = true
  }
}

const IDENTITY: Readonly<Record<string, Fact>> = {
  'hardware make': 'vendor',
  manufacturer: 'vendor',
  vendor: 'vendor',
  'hardware model': 'model',
  model: 'model',
  'hardware version': 'hardware',
  'firmware version': 'firmware',
  'fw version': 'firmware',
  'software version': 'software',
  'app version': 'software',
  os: 'os',
  'os version': 'os',
  'serial number': 'serial',
  serial: 'serial',
  hostname: 'name',
  location: 'location',
}
