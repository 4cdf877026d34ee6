/*
 * Tables of AMQP 0-9-1: names with values, of which texts are kept. Specification, 4.2.5.5, with the types that RabbitMQ writes
 * ("AMQP 0-9-1 Errata", 3). Big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'

const MAX_FIELDS = 64
const MAX_TEXT = 128
const WIDTHS: Readonly<Record<string, number>> = {
  t: 1,
  b: 1,
  B: 1,
  s: 2,
  u: 2,
  I: 4,
  i: 4,
  f: 4,
  l: 8,
  L: 8,
  d: 8,
  T: 8,
  D: 5,
  V: 0,
}

/** Takes a table with its length; its texts by name. Allocates. */
export function readTable(bytes: Cursor): ReadonlyMap<string, string> {
  const { end } = bytes
  const length = bytes.u32()
  if (!bytes.narrow(length)) return new Map()
  const texts = readFields(bytes)
  bytes.pos = bytes.end
  bytes.end = end
  return texts
}

/** Fields up to the end, as in a table and in AMQPLAIN, where `only` names those that may be read. */
export function readFields(bytes: Cursor, only?: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (let count = 0; count < MAX_FIELDS && bytes.left > 0 && !bytes.short; count++) {
    const name = bytes.text(bytes.u8(), 'utf8')
    const type = String.fromCharCode(bytes.u8())
    const width = WIDTHS[type]
    const length = width ?? bytes.u32()
    if (type === 'S' && (only === undefined || name === only) && length <= bytes.left) {
      const to = bytes.pos + length
      texts.set(name, bytes.text(Math.min(length, MAX_TEXT), 'utf8'))
      bytes.pos = to
    } else bytes.skip(length)
  }
  return texts
}
