/*
 * The values of a Write: kept until it is answered, and then those of the nodes that were not refused. Little-endian.
 * OPC 10000-4 clause 5.11.4.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import type { Pending } from '../kit/pending.ts'
import { arrayLength, BAD, skipNodeId, skipString } from './built-in-types.ts'
import { readDataValue } from './data-value.ts'
import { MAX_POINTS, pointName } from './node-points.ts'
import { skipResponseHeader } from './service-identity.ts'

/** One value that was asked to be written. */
interface Written {
  /** Its place in the request, which its result has in the answer. */
  readonly at: number
  readonly name: string
  readonly type: string
  readonly text: string
}

/** What one Write asks for. */
export interface WrittenValues {
  readonly operation: Operation
  readonly values: readonly Written[]
}

/** Keeps what a Write, whose parameters begin at the cursor, asks for, where its values are wanted. */
export function noteWrittenValues(
  body: Cursor,
  request: number,
  operation: Operation,
  pending: Pending<WrittenValues>,
  sink: Sink,
): void {
  // What an earlier request of the same id wanted is not what this one is answered for.
  pending.answer(request)
  if (operation.points.length === 0 || !sink.wantsValues(operation)) return
  const values: Written[] = []
  const count = arrayLength(body)
  for (let at = 0; at < count && at < MAX_POINTS && !body.short; at++) {
    const from = body.pos
    skipNodeId(body)
    const to = body.pos
    const attribute = body.u32le()
    const hasRange = isText(body)
    skipString(body)
    const { type, text } = readDataValue(body)
    if (body.short || hasRange || type === '') continue
    const name = pointName(body.view, from, to, attribute)
    if (operation.points.some((point) => point.name === name)) values.push({ at, name, type, text })
  }
  if (values.length > 0) pending.ask(request, { operation, values })
}

/** Tells the values that a Write response, whose header begins at the cursor, does not refuse. Moves the cursor. */
export function sayWrittenValues(body: Cursor, { operation, values }: WrittenValues, sink: Sink): void {
  skipResponseHeader(body)
  const count = arrayLength(body)
  let next = 0
  for (let at = 0; at < count && next < values.length && !body.short; at++) {
    const code = body.u32le()
    const value = values[next] as Written
    if (at !== value.at) continue
    next++
    if (!body.short && code < BAD) sink.value(operation, value.name, -1, value.text, value.type)
  }
}

function isText(body: Cursor): boolean {
  return body.left >= 4 && (body.view.getInt32(body.pos, true) | 0) > 0
}
