/* Passwords of commands to a device, in clear text. ASHRAE 135-2020 clauses 16.1.1.1.3 and 16.4.1.1.2. */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { senderOf } from '../kit/sender-of.ts'
import type { Tag } from './tags.ts'

interface Command {
  readonly method: string
  /** The context tag of the password. */
  readonly tag: number
}

const WITH_PASSWORD: Readonly<Record<number, Command>> = {
  17: { method: 'BACnet DeviceCommunicationControl password', tag: 2 },
  20: { method: 'BACnet ReinitializeDevice password', tag: 1 },
}

/** Tells that a request has a password, which stays unread; the cursor stands behind the other parameters. */
export function observePassword(service: number, body: Cursor, tag: Tag, info: MessageInfo, sink: Sink): void {
  const command = WITH_PASSWORD[service]
  // The first octet of a character string is its character set.
  if (command === undefined || body.short || !tag.takes(body, command.tag) || tag.length < 2) return
  const of = senderOf(info)
  sink.observe({ kind: 'credential', of, method: command.method, account: '', protection: 'clear' })
}
