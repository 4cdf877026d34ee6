/*
 * Values that a server reports by itself: what the items of a subscription were named by, and what a Publish response says
 * of them. Little-endian. OPC 10000-4 clause 5.13.2 (CreateMonitoredItems), 5.14.5 (Publish), 5.14.8 (DeleteSubscriptions),
 * 7.21 (MonitoringParameters), 7.25.2 (DataChangeNotification); OPC 10000-6 annex A.3 (811).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { arrayLength, skipDataValue, skipExtensionObject, skipNodeId } from './built-in-types.ts'
import { readDataValue } from './data-value.ts'
import { pointName } from './node-points.ts'
import { skipReadValueId } from './request-target.ts'

/** Items that one connection watches; further ones are points without a value. */
export const MAX_WATCHED = 1024
const DATA_CHANGE_NOTIFICATION = 811
/** A NodeId of four bytes: encoding, namespace, id. */
const FOUR_BYTE_ID = 1
const FOUR_BYTE_ID_BYTES = 4
const HAS_BODY = 1

/** A CreateMonitoredItems: the values of its items are of the points of that operation. */
interface Watch {
  readonly operation: Operation
  /** The notification that was looked at last, and whether values were wanted of it. */
  notification: number
  isWanted: boolean
}

interface Item {
  readonly watch: Watch
  readonly name: string
}

type Items = ReadonlyMap<number, Item>

/** What is watched, by subscription and by the handle that the client gave each item. */
export class Watched {
  private readonly subscriptions = new Map<number, Map<number, Item>>()
  private count = 0
  private notifications = 0

  note(subscription: number, handle: number, item: Item): void {
    const items = this.subscriptions.get(subscription) ?? new Map<number, Item>()
    const isNew = !items.has(handle)
    if (isNew && this.count >= MAX_WATCHED) return
    if (isNew) this.count++
    items.set(handle, item)
    this.subscriptions.set(subscription, items)
  }

  forget(subscription: number): void {
    this.count -= this.subscriptions.get(subscription)?.size ?? 0
    this.subscriptions.delete(subscription)
  }

  /** The items of a notification that has come. */
  of(subscription: number): Items | undefined {
    this.notifications++
    return this.subscriptions.get(subscription)
  }

  /** Whether values are wanted of it: asked once for all items of one request, as they are told once a second or not. */
  isWanted(watch: Watch, sink: Sink): boolean {
    if (watch.notification !== this.notifications) {
      watch.notification = this.notifications
      watch.isWanted = sink.wantsValues(watch.operation)
    }
    return watch.isWanted
  }
}

/** Notes the items of a CreateMonitoredItems request, whose parameters begin at the cursor. */
export function noteMonitoredItems(body: Cursor, operation: Operation, watched: Watched): void {
  const subscription = body.u32le()
  const watch = { operation, notification: 0, isWanted: false }
  body.skip(4)
  for (let left = arrayLength(body); left > 0 && !body.short; left--) {
    const from = body.pos
    skipNodeId(body)
    const to = body.pos
    const attribute = skipReadValueId(body)
    body.skip(4)
    const handle = body.u32le()
    body.skip(8)
    skipExtensionObject(body)
    body.skip(5)
    if (body.short) return
    const name = pointName(body.view, from, to, attribute)
    if (name !== '') watched.note(subscription, handle, { watch, name })
  }
}

/** Forgets what a DeleteSubscriptions request, whose parameters begin at the cursor, ends. */
export function forgetSubscriptions(body: Cursor, watched: Watched): void {
  for (let left = arrayLength(body); left > 0 && !body.short; left--) watched.forget(body.u32le())
}

/** The values in a Publish response, whose parameters begin at the cursor. */
export function sayNotifiedValues(body: Cursor, watched: Watched, sink: Sink): void {
  const items = watched.of(body.u32le())
  if (items === undefined) return
  body.skip(arrayLength(body) * 4)
  // Whether more follow; sequence number and time of the message.
  body.skip(1 + 4 + 8)
  for (let left = arrayLength(body); left > 0 && !body.short; left--) {
    const isDataChange = saysDataChange(body)
    skipNodeId(body)
    if (body.u8() !== HAS_BODY) continue
    const end = body.u32le() + body.pos
    if (isDataChange && !body.short) sayChanges(body, items, watched, sink)
    if (!body.short) body.skip(end - body.pos)
  }
}

function saysDataChange(body: Cursor): boolean {
  if (body.left < FOUR_BYTE_ID_BYTES || body.peek(0) !== FOUR_BYTE_ID || body.peek(1) !== 0) return false
  return (body.peek(2) | (body.peek(3) << 8)) === DATA_CHANGE_NOTIFICATION
}

function sayChanges(body: Cursor, items: Items, watched: Watched, sink: Sink): void {
  for (let left = arrayLength(body); left > 0 && !body.short; left--) {
    const item = items.get(body.u32le())
    if (item === undefined || !watched.isWanted(item.watch, sink)) {
      skipDataValue(body)
      continue
    }
    const { type, text } = readDataValue(body)
    if (!body.short && type !== '') sink.value(item.watch.operation, item.name, -1, text, type)
  }
}
