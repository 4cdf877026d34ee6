/*
 * Nodes that are read, written or watched as points, and the values that are read. Little-endian.
 * OPC 10000-4 clause 5.11.2 (Read), 5.11.4 (Write), 5.13.2 (CreateMonitoredItems).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { arrayLength } from './built-in-types.ts'
import { readDataValue } from './data-value.ts'
import { attributeName, nodeText, VALUE_ATTRIBUTE } from './node-text.ts'
import { findTarget } from './request-target.ts'
import { CREATE_MONITORED_ITEMS, READ, WRITE } from './services.ts'
import { Target } from './target.ts'

/** Nodes of one request that are points of it; further ones are left out. */
export const MAX_POINTS = 64

/** The points of a request, and where they stand among its nodes. */
export interface NodePoints {
  readonly points: readonly Points[]
  /** The place of each point's node. */
  readonly places: readonly number[]
  /** Nodes of the request. */
  readonly count: number
}

export const NO_POINTS: NodePoints = { points: [], places: [], count: 0 }

/** Filled only for a request not met before. */
const nodes = new Target(MAX_POINTS)

/** The points of a request whose parameters begin at the cursor, which stays. */
export function pointsOf(service: number, body: Cursor): NodePoints {
  if (service !== READ && service !== WRITE && service !== CREATE_MONITORED_ITEMS) return NO_POINTS
  const { view } = body
  nodesEnd(service, body)
  const points: Points[] = []
  const places: number[] = []
  const writes = service === WRITE
  for (let i = 0; i < nodes.kept; i++) {
    const attribute = nodes.attribute[i] as number
    const name = pointName(view, nodes.nodeFrom[i] as number, nodes.nodeTo[i] as number, attribute)
    if (name === '' || (!writes && attribute !== VALUE_ATTRIBUTE)) continue
    if (points.some((known) => known.name === name)) continue
    points.push({ name, first: -1, count: 1, type: '', writes })
    places.push(i)
  }
  return { points, places, count: nodes.count }
}

/** Where the nodes end that can be points of the request whose parameters begin at the cursor, which stays. */
export function nodesEnd(service: number, body: Cursor): number {
  const { pos, short } = body
  nodes.clear()
  findTarget(service, body, nodes)
  const end = body.pos
  body.pos = pos
  body.short = short
  return end
}

/** Nodes of namespace 0 are the server's own (OPC 10000-3 clause 8.2.2): they describe it, and are no points; ''. */
export function pointName(view: DataView, from: number, to: number, attribute: number): string {
  const name = nodeText(view, from, to)
  if (!name.startsWith('ns=')) return ''
  return attribute === VALUE_ATTRIBUTE ? name : `${name} ${attributeName(attribute)}`
}

/** The results of a Read: of each point the one in its node's place, so that none is taken for another. */
export function sayReadValues(body: Cursor, operation: Operation, layout: NodePoints | undefined, sink: Sink): void {
  const { points } = operation
  if (points.length === 0 || arrayLength(body) !== (layout?.count ?? points.length)) return
  if (!sink.wantsValues(operation)) return
  let next = 0
  for (let place = 0; next < points.length; place++) {
    const { type, text } = readDataValue(body)
    if (body.short) return
    if (layout !== undefined && place !== layout.places[next]) continue
    const { name } = points[next] as Points
    next++
    if (type !== '') sink.value(operation, name, -1, text, type)
  }
}
