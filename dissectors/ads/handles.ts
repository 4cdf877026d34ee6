/*
 * Handles that a server gives out: of symbols, by which values are read and written until they are released, and of
 * subscriptions. Beckhoff Information System, "Specification of the ADS services": index groups 0xF003, 0xF005, 0xF006.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation } from '../kit/observation.ts'
import { type AdsState, MAX_HANDLES, type NamedHandle } from './ads-state.ts'
import { FIELD, u32At } from './ams-header.ts'
import { COMMAND } from './commands.ts'
import { GROUP, SYSTEM_PORT } from './index-groups.ts'

/** Group, offset, length: before what is written. */
const WRITTEN_AT = FIELD.data + 12
/** Result and length, of an answer and of each part of a sum. */
const RESULT_LENGTH = 8
const HANDLE_LENGTH = 4

/** A number of the server that a message is for: one connection reaches many, and each counts its own handles. */
export function hopOf(net: number, port: number, state: AdsState): number {
  return port ^ (net === state.serverNet ? 0 : Math.imul(net | 0, 0x85ebca6b))
}

/** The handle of one server among those of all, in 31 bits: a larger key would be allocated for every look-up. */
export function handleKey(handle: number, hop: number): number {
  return (handle ^ Math.imul(hop, 0x9e3779b1)) & 0x7fff_ffff
}

/** The symbol that a request reads, writes, subscribes to or releases by handle, when its name is known. */
export function handledBy(
  message: Cursor,
  command: number,
  port: number,
  hop: number,
  state: AdsState,
): NamedHandle | undefined {
  if (port === SYSTEM_PORT || state.symbols.size === 0) return undefined
  const group = u32At(message, FIELD.data)
  if (command === COMMAND.write && group === GROUP.releaseHandle) {
    return state.symbols.get(handleKey(u32At(message, WRITTEN_AT), hop))
  }
  const isAccess = command === COMMAND.read || command === COMMAND.write || command === COMMAND.addNotification
  if (!isAccess || group !== GROUP.valueByHandle) return undefined
  return state.symbols.get(handleKey(u32At(message, FIELD.data + 4), hop))
}

/** The answer at the cursor brings the handle that was asked for, and newer systems say more behind it. */
export function rememberHandle(message: Cursor, name: string, hop: number, state: AdsState): void {
  remember(message, FIELD.data + RESULT_LENGTH, u32At(message, FIELD.data + 4), name, hop, state)
}

/** The answer to a sum: a result and a length for each of its parts, then what each of them brings. */
export function rememberHandles(message: Cursor, names: readonly string[], hop: number, state: AdsState): void {
  const results = FIELD.data + RESULT_LENGTH
  let at = results + names.length * RESULT_LENGTH
  for (let i = 0; i < names.length && at < message.left; i++) {
    const length = u32At(message, results + i * RESULT_LENGTH + 4)
    if (u32At(message, results + i * RESULT_LENGTH) === 0) remember(message, at, length, names[i] ?? '', hop, state)
    at += length
  }
}

function remember(message: Cursor, at: number, length: number, name: string, hop: number, state: AdsState): void {
  if (name === '' || length < HANDLE_LENGTH || message.left < at + HANDLE_LENGTH) return
  const key = handleKey(u32At(message, at), hop)
  const { symbols } = state
  if (symbols.size < MAX_HANDLES || symbols.has(key)) symbols.set(key, { name, seed: seedOf(name) })
}

/** A handle that the request at the cursor releases is of nothing any more. */
export function forgetReleased(message: Cursor, hop: number, state: AdsState): void {
  if (u32At(message, FIELD.data) === GROUP.releaseHandle)
    state.symbols.delete(handleKey(u32At(message, WRITTEN_AT), hop))
}

/** Under what is subscribed its notifications are published; the handle may have been that of another subscription. */
export function rememberSubscription(handle: number, publication: Operation, hop: number, state: AdsState): void {
  const key = handleKey(handle, hop)
  const { notifications, unsubscribed } = state
  unsubscribed.delete(key)
  if (notifications.size >= MAX_HANDLES && !notifications.has(key)) {
    for (const ended of unsubscribed) {
      unsubscribed.delete(ended)
      notifications.delete(ended)
      break
    }
    if (notifications.size >= MAX_HANDLES) return
  }
  notifications.set(key, publication)
}

/** What is unsubscribed may be under way still: its name is kept until there is no room. */
export function endSubscription(handle: number, hop: number, state: AdsState): void {
  const key = handleKey(handle, hop)
  if (state.notifications.has(key)) state.unsubscribed.add(key)
}

function seedOf(name: string): number {
  let seed = 0x811c9dc5
  for (let i = 0; i < name.length; i++) seed = Math.imul(seed ^ name.charCodeAt(i), 0x01000193)
  return seed
}
