/* Secure authentication version 5: IEEE 1815-2012, clause 7; objects in A.45 (group 120). Keys stay unread. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Association } from './association.ts'
import type { ObjectHeader } from './object-header.ts'

export const AUTHENTICATION = 120
const KEY_STATUS = 5
const ERROR = 7
const SIZE_LENGTH = 2
/** In a session key status: after the key change sequence; and after user and key wrap algorithm. */
const USER_OFFSET = 4
const STATUS_OFFSET = 7
/** In an error: after sequence, user and association. */
const ERROR_OFFSET = 8
const KEYS_OK = 1
const AUTHENTICATION_FAILED = 4

/** Says that a user's session keys are in force, or were refused: from then on requests can be signed. */
export function observeAuthentication(
  fragment: Cursor,
  header: ObjectHeader,
  association: Association,
  sink: Sink,
): void {
  const at = header.bodyStart + SIZE_LENGTH
  if (header.variation !== KEY_STATUS || !isSized(header) || at + STATUS_OFFSET >= header.bodyEnd) return
  const user = fragment.view.getUint16(at + USER_OFFSET, true)
  const status = fragment.view.getUint8(at + STATUS_OFFSET)
  if (status !== KEYS_OK && status !== AUTHENTICATION_FAILED) return
  const session = user * 0x100 + status
  if (session === association.session) return
  association.session = session
  const state = status === KEYS_OK ? 'opened' : 'refused'
  sink.observe({ kind: 'session', state, security: 'signed', user: `DNP3 user ${user}` })
}

/** The code of an authentication error (A.45.7), 0 for any other object. */
export function statusOfAuthentication(fragment: Cursor, header: ObjectHeader): number {
  const at = header.bodyStart + SIZE_LENGTH + ERROR_OFFSET
  return header.variation === ERROR && isSized(header) && at < header.bodyEnd ? fragment.view.getUint8(at) : 0
}

function isSized({ sizeLength, count }: ObjectHeader): boolean {
  return sizeLength === SIZE_LENGTH && count > 0
}
