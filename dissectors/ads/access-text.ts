/* What an access by index group and offset is about, in words. */
import type { Cursor } from '../kit/cursor.ts'
import type { AdsState } from './ads-state.ts'
import { handleKey } from './handles.ts'
import { GROUP, groupText, SYSTEM_PORT } from './index-groups.ts'

/** Bytes of a name that are kept. */
export const MAX_NAME = 250

/** Where a request goes: the AMS port, and the number of the server among others. */
export interface Hop {
  readonly port: number
  readonly hop: number
}

export function accessText(group: number, offset: number, length: number, { port, hop }: Hop, state: AdsState): string {
  return group === GROUP.valueByHandle && port !== SYSTEM_PORT
    ? handleText(offset, hop, state)
    : groupText(group, offset, length, port)
}

/** The symbol that a handle was given for, or the handle. */
export function handleText(handle: number, hop: number, state: AdsState): string {
  return state.symbols.get(handleKey(handle, hop))?.name ?? `handle 0x${handle.toString(16)}`
}

/** The name that is `length` bytes long at `at`, behind the cursor. */
export function nameAt(message: Cursor, at: number, length: number): string {
  const { pos, short } = message
  message.pos = Math.min(pos + at, message.end)
  const text = message.text(Math.min(length, MAX_NAME, message.left), 'latin1')
  message.pos = pos
  message.short = short
  return text
}
