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

/** Table 2-4, by type: bytes of a fixed value, or how a longer one begins. */
const FIXED: Readonly<Record<number, number>> = {
  1: 1,
  2: 4,
  17: 4,
  19: 2,
  23: 1,
  24: 4,
  25: 1,
  33: 2,
  34: 2,
  36: 1,
  37: 1,
  39: 4,
  40: 1,
  41: 1,
  42: 1,
}
const STRINGS: ReadonlySet<number> = new Set([0x03, 0x08, 0x09, 0x15, 0x16, 0x1a, 0x1c])
const SUBSCRIPTION_ID = 0x0b
const USER_PROPERTY = 0x26

/** Behind an identifier that does not exist nothing can be found any more. */
function skipValue(packet: Cursor, identifier: number): void {
  const fixed = FIXED[identifier]
  if (fixed !== undefined) packet.skip(fixed)
  else if (STRINGS.has(identifier)) packet.skip(packet.u16())
  else if (identifier === SUBSCRIPTION_ID) variableInteger(packet)
  else if (identifier === USER_PROPERTY) {
    packet.skip(packet.u16())
    packet.skip(packet.u16())
  } else packet.short = true
}
