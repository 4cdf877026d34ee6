/*
 * An answer for computers: time, then fields without anything between them, '&&', and the checksum. Numbers are the
 * hexadecimal digits of an IEEE 754 value (section 6.3). The sum of all bytes from SOH on and the checksum is 0 (6.1).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { AtgState } from './atg-state.ts'
import { FUNCTION, numberOf } from './functions.ts'
import { sayRevision, sayTank, sayValue } from './reports.ts'
import { TIME_LENGTH } from './shape.ts'

const END = '&&'
const CHECKSUM_LENGTH = 4
/** Function 201: tank, product, four digits of state, how many numbers follow, and those. */
const TANK = /^(\d\d)(.)([0-9A-F]{4})([0-9A-F]{2})/
const TANK_LENGTH = 9
const NUMBER_LENGTH = 8
/** In their order; the manual of the TLS-350 has seven. */
const COLUMNS = ['volume', 'tc volume', 'ullage', 'height', 'water', 'temp', 'water volume']
const LABEL_LENGTH = 20
const FLOAT_DIGITS = 7
const number = new DataView(new ArrayBuffer(4))

/** Reads the rest of an answer, whose code has been read; false when its checksum is wrong. */
export function readComputerAnswer(line: Cursor, state: AtgState, sink: Sink): boolean {
  const { pos } = line
  const text = line.text(line.left, 'latin1')
  line.pos = pos
  const end = text.lastIndexOf(END)
  if (end < 0) return true
  if (!isIntact(line, text, end + END.length, state.sum)) return false
  const fields = text.slice(TIME_LENGTH, end)
  switch (numberOf(state.answering?.code ?? 0)) {
    case FUNCTION.inventory:
      readInventory(fields, state, sink)
      break
    case FUNCTION.productLabel:
      for (let at = 0; at + 2 <= fields.length; at += 2 + LABEL_LENGTH) {
        const label = fields.slice(at + 2, at + 2 + LABEL_LENGTH).trim()
        if (label !== '') sayTank(Number(fields.slice(at, at + 2)), label, state, sink)
      }
      break
    case FUNCTION.revision:
      sayRevision(fields, state, sink)
  }
  return true
}

function readInventory(fields: string, state: AtgState, sink: Sink): void {
  for (let at = 0; at < fields.length; ) {
    const [, tank, , , count] = TANK.exec(fields.slice(at, at + TANK_LENGTH)) ?? []
    if (tank === undefined || count === undefined) return
    const numbers = Number.parseInt(count, 16)
    at += TANK_LENGTH
    for (let i = 0; i < numbers; i++, at += NUMBER_LENGTH) {
      const value = floatOf(fields.slice(at, at + NUMBER_LENGTH))
      const column = COLUMNS[i]
      if (value !== undefined && column !== undefined) sayValue(Number(tank), column, value, state, sink)
    }
  }
}

function floatOf(digits: string): string | undefined {
  if (!/^[0-9A-F]{8}$/.test(digits)) return undefined
  number.setUint32(0, Number.parseInt(digits, 16))
  return String(Number(number.getFloat32(0).toPrecision(FLOAT_DIGITS)))
}

function isIntact(line: Cursor, text: string, length: number, begun: number): boolean {
  const digits = text.slice(length, length + CHECKSUM_LENGTH)
  if (begun < 0 || !/^[0-9A-F]{4}$/i.test(digits)) return true
  let sum = begun
  for (let at = 0; at < length; at++) sum += line.peek(at)
  return ((sum + Number.parseInt(digits, 16)) & 0xffff) === 0
}
