/* Which way a message goes. ASHRAE 135-2020: clauses 5.1 (who asks), 13.1 (COV-server), 16 (who announces). */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction } from '../kit/dissector.ts'
import { COV_NOTIFICATION, COV_NOTIFICATION_MULTIPLE, EVENT_NOTIFICATION } from './services.ts'

const NETWORK_MESSAGE = 0x80
const HAS_DESTINATION = 0x20
const HAS_SOURCE = 0x08
const SEGMENTED = 0x08
const FROM_SERVER = 0x01
/** Unconfirmed services: what a device says of itself goes to the client; private transfers can go either way. */
const FROM_DEVICE: readonly number[] = [0, 1, 2, 3, 11, 12]
const EITHER = 4

/** By the NPDU at `at`. */
export function directionOfNpdu(bytes: Cursor, at: number): Direction | undefined {
  const control = bytes.peek(at + 1)
  let pos = at + 2
  if (control & HAS_DESTINATION) pos += 3 + bytes.peek(pos + 2)
  if (control & HAS_SOURCE) pos += 3 + bytes.peek(pos + 2)
  if (control & HAS_DESTINATION) pos++
  const first = bytes.peek(pos)
  const direction = control & NETWORK_MESSAGE ? ofNetworkMessage(first) : ofApdu(first, bytes, pos)
  return bytes.short ? undefined : direction
}

function ofApdu(first: number, bytes: Cursor, pos: number): Direction | undefined {
  switch (first >>> 4) {
    case 0:
      return isNotification(bytes.peek(pos + (first & SEGMENTED ? 5 : 3))) ? 'to-client' : 'to-server'
    case 1: {
      const service = bytes.peek(pos + 1)
      if (service === EITHER) return undefined
      return FROM_DEVICE.includes(service) ? 'to-client' : 'to-server'
    }
    case 2:
      return isNotification(bytes.peek(pos + 2)) ? 'to-server' : 'to-client'
    case 3:
    case 5:
    case 6:
      return 'to-client'
    case 4:
    case 7:
      return first & FROM_SERVER ? 'to-client' : 'to-server'
    default:
      return undefined
  }
}

/** A confirmed notification is asked by the device whose objects it is about: the server of everything else. */
function isNotification(service: number): boolean {
  return service === COV_NOTIFICATION || service === EVENT_NOTIFICATION || service === COV_NOTIFICATION_MULTIPLE
}

/** Router-announcements and rejections come from the router (clause 6.4). */
function ofNetworkMessage(type: number): Direction {
  return type === 0x00 || type === 0x06 || type === 0x08 || type === 0x09 || type === 0x12 ? 'to-server' : 'to-client'
}
