/*
 * The mailbox of a slave: ETG.1000.4, 5.6 (length, address, channel and priority, type and counter). Little-endian.
 */
import { coe, isCoe } from './coe.ts'
import { foe, isFoe } from './foe.ts'
import type { MailboxMessage } from './mailbox-message.ts'
import { aoe, eoe, isAoe, isEoe, isSoe, mailboxError, soe, voe } from './other-mailboxes.ts'

export const MAILBOX_HEADER_LENGTH = 6
const MAX_LENGTH = 1486
const CHANNEL = 0x3f
const COUNTER_RESERVED = 0x80
export const MAILBOX = { error: 0, aoe: 1, eoe: 2, coe: 3, foe: 4, soe: 5, voe: 15 } as const

/** Whether a mailbox message for or of this station lies here: lengths, reserved bits and the header of its service. */
export function isMailbox(view: DataView, start: number, end: number, station: number): boolean {
  if (end - start < MAILBOX_HEADER_LENGTH + 2) return false
  const length = view.getUint16(start, true)
  const address = view.getUint16(start + 2, true)
  const typeAndCounter = view.getUint8(start + 5)
  if (length < 2 || length > MAX_LENGTH || (address !== 0 && address !== station)) return false
  if ((view.getUint8(start + 4) & CHANNEL) !== 0 || (typeAndCounter & COUNTER_RESERVED) !== 0) return false
  return isService(view, start + MAILBOX_HEADER_LENGTH, end, typeAndCounter & 0xf, length)
}

function isService(view: DataView, at: number, end: number, type: number, length: number): boolean {
  switch (type) {
    case MAILBOX.error:
      return length === 4 && view.getUint16(at, true) === 1
    case MAILBOX.aoe:
      return isAoe(length)
    case MAILBOX.eoe:
      return isEoe(view, at, length)
    case MAILBOX.coe:
      return isCoe(view, at)
    case MAILBOX.foe:
      return isFoe(view, at, length)
    case MAILBOX.soe:
      return isSoe(view, at, length)
    case MAILBOX.voe:
      return length >= 6 && end - at >= 6
    default:
      return false
  }
}

/** Reports the mailbox message that begins here. */
export function dissectMailbox(message: MailboxMessage, view: DataView, start: number, end: number): void {
  const stated = start + MAILBOX_HEADER_LENGTH + view.getUint16(start, true)
  // Some masters read the last byte of a mailbox apart, so what is there can be less than its length.
  message.data.reset(view, start + MAILBOX_HEADER_LENGTH, Math.min(end, stated))
  readerOf(view.getUint8(start + 5) & 0xf)(message)
}

function readerOf(type: number): (message: MailboxMessage) => void {
  switch (type) {
    case MAILBOX.error:
      return mailboxError
    case MAILBOX.aoe:
      return aoe
    case MAILBOX.eoe:
      return eoe
    case MAILBOX.coe:
      return coe
    case MAILBOX.foe:
      return foe
    case MAILBOX.soe:
      return soe
    default:
      return voe
  }
}
