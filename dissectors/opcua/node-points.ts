/*
 * Nodes that are read, written or watched as points, and the values that are read and written. Little-endian.
 * OPC 10000-4 clause 5.11.2 (Read), 5.11.4 (Write), 5.13.2 (CreateMonitoredItems).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { arrayLength, skipNodeId, skipString } from './built-in-types.ts'
import { readDataValue } from './data-value.ts'
import { attributeName, nodeText, VALUE_ATTRIBUTE } from './node-text.ts'
import { findTarget } from './request-target.ts'
import { CREATE_MONITORED_ITEMS, READ, WRITE } from './services.ts'
import { Target } from './target.ts'

/** Nodes of one request that are points of it; further ones are left out. */
export const MAX_POINTS = 64
const NO_POINTS: readonly Points[] = []

/** Filled only for a request not met before. */
const nodes = new Target(MAX_POINTS)

/** The points of a request whose parameters begin at the cursor, which stays. */
export function pointsOf(service: number, body: Cursor): readonly Points[] {
  if (service !== READ && service !== WRITE && service !== CREATE_MONITORED_ITEMS) return NO_POINTS
  const { view } = body
  nodesEnd(service, body)
  const points: Points[] = []
  const writes = service === WRITE
  for (let i = 0; i < nodes.kept; i++) {
    const attribute = nodes.attribute[i] as number
    const name = pointName(view, nodes.nodeFrom[i] as number, nodes.nodeTo[i] as number, attribute)
    if (name === '' || (!writes && attribute !== VALUE_ATTRIBUTE)) continue
    if (points.some((known) => known.name === name)) continue
    points.push({ name, first: -1, count: 1, type: '', writes })
  }
  return points
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

/** What a Write, whose parameters begin at the cursor, writes: it is taken to be granted. */
export function sayWrittenValues(body: Cursor, operation: Operation, sink: Sink): void {
  if (operation.points.length === 0 || !sink.wantsValues(operation)) return
  const count = arrayLength(body)
  for (let i = 0; i < count && i < MAX_POINTS && !body.short; i++) {
    const from = body.pos
    skipNodeId(body)
    const to = body.pos
    const attribute = body.u32le()
    const hasRange = isText(body)
    skipString(body)
    const { type, text } = readDataValue(body)
    if (body.short || hasRange || type === '') continue
    const name = pointName(body.view, from, to, attribute)
    if (operation.points.some((point) => point.name === name)) sink.value(operation, name, -1, text, type)
  }
}

/** The results of a Read, in the order of its nodes: told where each of these is a point, so that none is taken for another. */
export function sayReadValues(body: Cursor, operation: Operation, sink: Sink): void {
  const { points } = operation
  if (points.length === 0 || arrayLength(body) !== points.length || !sink.wantsValues(operation)) return
  for (const { name } of points) {
    const { type, text } = readDataValue(body)
    if (body.short) return
    if (type !== '') sink.value(operation, name, -1, text, type)
  }
}

function isText(body: Cursor): boolean {
  return body.left >= 4 && (body.view.getInt32(body.pos, true) | 0) > 0
}
