/*
 * Properties of MQTT 5.0, clause 2.2.2: a length, then identifiers with values of a type that each identifier has.
 */
import type { Cursor } from '../kit/cursor.ts'

const TOPIC_ALIAS = 0x23
const ASSIGNED_CLIENT_ID = 0x12
const REASON_STRING = 0x1f
const MAX_TEXT = 128

/** What is used of a packet's properties. One object, reused. */
export class Properties {
  topicAlias = 0
  assignedClientId = ''
  reason = ''

  /** Reads the properties at the cursor, which is left behind them. */
  read(packet: Cursor): void {
    this.topicAlias = 0
    this.assignedClientId = ''
    this.reason = ''
    const length = variableInteger(packet)
    const { end } = packet
    if (!packet.narrow(length)) return
    while (packet.left > 0 && !packet.short) this.one(packet)
    packet.pos = packet.end
    packet.end = end
  }

  private one(packet: Cursor): void {
    const identifier = packet.u8()
    switch (identifier) {
      case TOPIC_ALIAS:
        this.topicAlias = packet.u16()
        return
      case ASSIGNED_CLIENT_ID:
        this.assignedClientId = text(packet)
        return
      case REASON_STRING:
        this.reason = text(packet)
        return
      default:
        skipValue(packet, identifier)
    }
  }
}

/** Clause 1.5.5. */
export function variableInteger(packet: Cursor): number {
  let value = 0
  for (let factor = 1; factor <= 0x20_0000; factor *= 128) {
    const byte = packet.u8()
    value += (byte & 0x7f) * factor
    if (byte < 0x80) return value
  }
  packet.short = true
  return 0
}

/** A string, at most its first 128 bytes. */
export function text(packet: Cursor): string {
  const length = packet.u16()
  const shown = Math.min(length, MAX_TEXT)
  const value = packet.text(shown, 'utf8')
  packet.skip(length - shown)
  return value
}

/** Table 2-4. Behind an identifier that it does not have nothing can be found any more. */
function skipValue(packet: Cursor, identifier: number): void {
  switch (identifier) {
    case 0x01:
    case 0x17:
    case 0x19:
    case 0x24:
    case 0x25:
    case 0x28:
    case 0x29:
    case 0x2a:
      packet.skip(1)
      return
    case 0x13:
    case 0x21:
    case 0x22:
      packet.skip(2)
      return
    case 0x02:
    case 0x11:
    case 0x18:
    case 0x27:
      packet.skip(4)
      return
    case 0x0b:
      variableInteger(packet)
      return
    case 0x26:
      packet.skip(packet.u16())
      packet.skip(packet.u16())
      return
    case 0x03:
    case 0x08:
    case 0x09:
    case 0x15:
    case 0x16:
    case 0x1a:
    case 0x1c:
      packet.skip(packet.u16())
      return
    default:
      packet.short = true
  }
}
