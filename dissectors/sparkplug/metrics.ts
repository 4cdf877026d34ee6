/*
 * The payload of Sparkplug B: its metrics, their names and values. Sparkplug 3.0.0 (Eclipse, 2022), clause 6.4.5.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact, Operation, Points } from '../kit/observation.ts'
import { MAX_POINT_RUNS } from '../kit/operations.ts'
import type { MetricNames } from './metric-names.ts'
import { MetricReader } from './metric-reader.ts'
import { typeName, valueText } from './metric-values.ts'

const metric = new MetricReader()

export type Facts = Partial<Record<Fact, string>>

/** Who publishes: an edge node, and a device of it; '' for the node itself. */
export interface Publisher {
  readonly node: string
  readonly device: string
}

interface Named {
  /** Its name, or 'alias 7' where nobody told it; '' where it has neither. */
  readonly text: string
  readonly type: number
}

/** What is used of a payload. */
export interface Metrics {
  /** The first ones, as many as an operation states points. */
  readonly named: readonly Named[]
  readonly count: number
  readonly facts: Facts
  readonly isWhole: boolean
}

/** The metrics of a payload, which is left at its end; those of a birth are known from now on. */
export function readMetrics(payload: Cursor, by: Publisher, isBirth: boolean, known: MetricNames): Metrics {
  const named: Named[] = []
  const facts: Facts = {}
  metric.begin(payload, isBirth)
  while (metric.next(payload)) {
    if (isBirth && metric.name !== '' && !payload.short) {
      known.learn(by.node, by.device, metric.alias, metric.name, metric.type)
      noteFact(metric, facts)
    }
    if (named.length < MAX_POINT_RUNS) named.push(nameOf(by, known))
  }
  return { named, count: metric.count, facts, isWhole: !payload.short }
}

/** The metrics as points, each once. */
export function pointsOf({ named }: Metrics, writes: boolean): Points[] {
  const points = new Map<string, Points>()
  for (const { text, type } of named) {
    if (text !== '') points.set(text, { name: text, first: -1, count: 1, type: typeName(type), writes })
  }
  return [...points.values()]
}

/** Tells the values of a payload's metrics, which is left at its end. */
export function sayMetricValues(
  payload: Cursor,
  by: Publisher,
  known: MetricNames,
  operation: Operation,
  sink: Sink,
): void {
  metric.begin(payload, false)
  while (metric.next(payload)) {
    if (metric.isPast || metric.valueField === 0) continue
    const { text, type } = nameOf(by, known)
    const value = valueText(metric, type)
    if (value !== '' && text !== '') sink.value(operation, text, -1, value, typeName(type))
  }
}

/** Of the metric read last. */
function nameOf({ node, device }: Publisher, names: MetricNames): Named {
  const { name, alias, type } = metric
  if (name !== '') return { text: name, type: type || typeBefore(node, device, names) }
  const known = alias < 0 ? undefined : names.ofAlias(node, alias)
  if (known !== undefined) return { text: known.name, type: type || known.type }
  return { text: alias < 0 ? '' : `alias ${alias}`, type }
}

/** Some give the name with every message, and an alias beside. */
function typeBefore(node: string, device: string, names: MetricNames): number {
  const known = metric.alias < 0 ? undefined : names.ofAlias(node, metric.alias)
  return known?.name === metric.name ? known.type : names.typeOf(node, device, metric.name)
}

/** A text that tells who the node or device is. */
function noteFact({ name, text }: MetricReader, facts: Facts): void {
  const fact = IDENTITY[name.slice(name.lastIndexOf('/') + 1).toLowerCase()]
  if (fact !== undefined && text !== '' && isProperty(name)) facts[fact] = text
}

/** Clause 6.4.20 and 6.4.22: what describes a node or device stands under Properties; many leave the word out. */
function isProperty(name: string): boolean {
  return !name.includes('/') || /^(properties|node info|device info|info|hardware|firmware)\//i.test(name)
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
