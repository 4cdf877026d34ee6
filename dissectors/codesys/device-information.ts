/*
 * The answer of the name service that describes a device. Behind the header of the name service: channels, byte order,
 * lengths in characters of UTF-16, target, version, serial number; then the texts, each with a NUL at its end.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Fact } from '../kit/observation.ts'

/** From the header of the name service to the texts, where the offset of the first one is 0. */
const TEXTS_AT = 48
const NAME_SERVICE_HEADER = 8
const MAX_TEXT = 256

/** The message stands behind the header of the name service; undefined when its lengths do not fit. */
export function deviceInformation(message: Cursor): Partial<Record<Fact, string>> | undefined {
  const start = message.pos - NAME_SERVICE_HEADER
  message.skip(4)
  const offset = message.u16le()
  const lengths = [message.u16le(), message.u16le(), message.u16le()] as const
  const targetType = message.u32le()
  const targetId = message.u32le()
  const version = [message.u8(), message.u8(), message.u8(), message.u8()].reverse().join('.')
  message.skip(4)
  const serialLength = message.u8()
  if (message.short || start + TEXTS_AT + offset > message.end || lengths.some((each) => each > MAX_TEXT))
    return undefined
  message.pos = start + TEXTS_AT + offset
  const [node, device, vendor] = lengths.map((length) => utf16(message, length)) as [string, string, string]
  if (message.short) return undefined
  const serial = serialLength <= message.left ? message.text(serialLength) : ''
  const facts = {
    name: node,
    product: device,
    vendor,
    firmware: version === '0.0.0.0' ? '' : version,
    serial,
    'device-type': `target type ${targetType}`,
    'device-id': `target 0x${targetId.toString(16).padStart(8, '0')}`,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== ''))
}

function utf16(message: Cursor, length: number): string {
  const text = message.text(length * 2, 'utf16le')
  message.skip(2)
  return text
}
