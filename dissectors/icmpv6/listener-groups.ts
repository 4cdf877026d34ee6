/*
 * Groups that a multicast listener joins and leaves. RFC 2710 clause 3 (one group), RFC 3810 clause 5.2 (records).
 */
import type { Cursor } from '../kit/cursor.ts'
import { groupChange } from '../kit/group-change.ts'
import { ipv6Text } from '../kit/ip-text.ts'
import { TYPE } from './message-types.ts'

/** Records of one report that are named. */
export const MAX_RECORDS = 32
const HEADER_LENGTH = 8
const RECORD_LENGTH = 20
const ADDRESS_LENGTH = 16

/** 'join ff02::fb, leave ff02::2' of a message whose cursor is at its start. */
export function groupsText(message: Cursor, type: number): string {
  const { pos } = message
  message.skip(HEADER_LENGTH)
  let text = ''
  if (type === TYPE.listenerReport2) text = recordsText(message, message.view.getUint16(pos + 6))
  else if (type === TYPE.listenerQuery) text = queriedGroup(message)
  else text = `${type === TYPE.listenerDone ? 'leave' : 'join'} ${ipv6Text(message)}`
  message.pos = pos
  return text
}

/** A general query asks for no group in particular. */
function queriedGroup(message: Cursor): string {
  const group = ipv6Text(message)
  return group === '::' ? '' : group
}

function recordsText(message: Cursor, count: number): string {
  const texts: string[] = []
  for (let i = 0; i < count && i < MAX_RECORDS && message.left >= RECORD_LENGTH; i++) {
    const type = message.u8()
    const auxiliaryWords = message.u8()
    const sources = message.u16()
    texts.push(`${groupChange(type, sources)} ${ipv6Text(message)}`)
    message.skip(Math.min(message.left, sources * ADDRESS_LENGTH + auxiliaryWords * 4))
  }
  return texts.join(', ')
}
