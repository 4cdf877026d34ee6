/*
 * Commands that name labels of iQ-R: SLMP Reference Manual SH-080956ENG, chapter "Label Access". Names are in UTF-16 behind
 * their length; those that come first are abbreviated as %1, %2, … in those behind them.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { Fields } from './fields.ts'
import { MAX_ENTRIES } from './mc-entries.ts'

const ARRAY_READ = 0x041a
const READ_RANDOM = 0x041c
const ARRAY_WRITE = 0x141a
const WRITE_RANDOM = 0x141b
const PRIME = 0xffff_fffb
/** Unit of an array's length: bits, which come in words, or bytes. */
const UNIT_OF_BITS = 0

export function isLabelCommand(command: number): boolean {
  return command === ARRAY_READ || command === READ_RANDOM || command === ARRAY_WRITE || command === WRITE_RANDOM
}

/** Walks the labels of a command, over the values between them. Answers with a key; adds names to `names`. */
export function scanLabels(message: Cursor, fields: Fields, command: number, names: string[] | undefined): number {
  const count = fields.number(2)
  const abbreviations = fields.number(2)
  const abbreviated: string[] | undefined = names === undefined ? undefined : []
  const found: string[] | undefined = names === undefined ? undefined : []
  let key = count
  for (let i = 0; i < abbreviations && i < MAX_ENTRIES && !message.short; i++) {
    key = readName(message, fields, key, abbreviated)
  }
  for (let i = 0; i < count && i < MAX_ENTRIES && !message.short; i++) {
    key = readName(message, fields, key, found)
    skipValues(fields, command)
  }
  if (found === undefined) return key
  for (const name of found) {
    names?.push(name.replace(/%(\d+)/g, (whole, digits) => abbreviated?.[Number(digits) - 1] ?? whole))
  }
  return key
}

/** Labels as points: each has its name alone. */
export function labelPoints(names: readonly string[], writes: boolean): Points[] {
  return names.map((name) => ({ name, first: -1, count: 1, type: '', writes }))
}

function readName(message: Cursor, fields: Fields, key: number, names: string[] | undefined): number {
  const length = fields.number(2)
  const from = message.pos
  fields.skip(length * 2)
  const next = (key * 31 + (keyOfBytes(message.view, from, message.pos, length) % PRIME)) % PRIME
  if (names !== undefined && !message.short) {
    message.pos = from
    names.push(fields.unicode(length))
  }
  return next
}

function skipValues(fields: Fields, command: number): void {
  switch (command) {
    case ARRAY_READ:
      fields.skip(4)
      break
    case ARRAY_WRITE: {
      const unit = fields.number(2)
      const length = fields.number(2)
      fields.skip((unit & 0xff) === UNIT_OF_BITS ? ((length + 15) >> 4) * 2 : length + (length & 1))
      break
    }
    case WRITE_RANDOM:
      fields.skip(fields.number(2))
      break
  }
}

/** The answer to a random read: type, a spare byte, length and value of each label. In ASCII its values are not certain. */
export function sayLabels(message: Cursor, fields: Fields, operation: Operation, sink: Sink): void {
  if (fields.ascii || operation.points.length === 0 || !sink.wantsValues(operation)) return
  const { short } = message
  const count = message.u16le()
  for (let i = 0; i < count && message.left >= 4; i++) {
    const type = message.u8()
    message.skip(1)
    const length = message.u16le()
    const end = message.pos + length
    const name = operation.points[i]?.name
    if (name === undefined || end > message.end) break
    const known = length === LENGTHS[type]
    if (known) sink.value(operation, name, -1, valueText(message, type), TYPES[type])
    message.pos = end
  }
  message.short = short
}

/** Data type ids; texts (9 and 10) are not told. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'Bit',
  2: 'Word [Unsigned]',
  3: 'Double Word [Unsigned]',
  4: 'Word [Signed]',
  5: 'Double Word [Signed]',
  6: 'FLOAT [Single Precision]',
  7: 'FLOAT [Double Precision]',
  8: 'Time',
}
const LENGTHS: Readonly<Record<number, number>> = { 1: 2, 2: 2, 3: 4, 4: 2, 5: 4, 6: 4, 7: 8, 8: 4 }

function valueText(message: Cursor, type: number): string {
  const { view, pos } = message
  switch (type) {
    case 1:
      return String(view.getUint16(pos, true) & 1)
    case 2:
      return String(view.getUint16(pos, true))
    case 3:
      return String(view.getUint32(pos, true))
    case 4:
      return String(view.getInt16(pos, true))
    case 6:
      return String(Number(view.getFloat32(pos, true).toPrecision(7)))
    case 7:
      return String(view.getFloat64(pos, true))
    default:
      return String(view.getInt32(pos, true))
  }
}
