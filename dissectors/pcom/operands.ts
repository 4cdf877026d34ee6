/* The operands of a controller by Unitronics: how they are called, and what each one holds. */

export interface Operand {
  /** What stands before its number. */
  readonly name: string
  readonly type: string
  /** 0 for a bit. */
  readonly bytes: number
}

const bit = (name: string): Operand => ({ name: `${name} `, type: 'bit', bytes: 0 })
const int16 = (name: string): Operand => ({ name: `${name} `, type: 'int16', bytes: 2 })
const uint16 = (name: string): Operand => ({ name: `${name} `, type: 'uint16', bytes: 2 })
const int32 = (name: string): Operand => ({ name: `${name} `, type: 'int32', bytes: 4 })
const uint32 = (name: string): Operand => ({ name: `${name} `, type: 'uint32', bytes: 4 })
export const FLOAT = 'float32'
const float = (name: string): Operand => ({ name: `${name} `, type: FLOAT, bytes: 4 })

export const OPERAND = {
  memoryBit: bit('MB'),
  systemBit: bit('SB'),
  memoryInteger: int16('MI'),
  systemInteger: int16('SI'),
  memoryLong: int32('ML'),
  systemLong: int32('SL'),
  memoryFloat: float('MF'),
  systemFloat: float('SF'),
  input: bit('I'),
  output: bit('O'),
  timerBit: bit('T bit'),
  counterBit: bit('C bit'),
  doubleWord: uint32('DW'),
  systemDoubleWord: uint32('SDW'),
  counter: uint16('C current'),
  counterPreset: uint16('C preset'),
  timer: uint32('T current'),
  timerPreset: uint32('T preset'),
} as const

/** By their numbers in binary requests. */
export const OPERAND_BY_NUMBER: ReadonlyMap<number, Operand> = new Map([
  [0x01, OPERAND.memoryBit],
  [0x02, OPERAND.systemBit],
  [0x03, OPERAND.memoryInteger],
  [0x04, OPERAND.systemInteger],
  [0x05, OPERAND.memoryLong],
  [0x06, OPERAND.systemLong],
  [0x07, OPERAND.memoryFloat],
  [0x08, OPERAND.systemFloat],
  [0x09, OPERAND.input],
  [0x0a, OPERAND.output],
  [0x0b, OPERAND.timerBit],
  [0x0c, OPERAND.counterBit],
  [0x10, OPERAND.doubleWord],
  [0x11, OPERAND.systemDoubleWord],
  [0x12, OPERAND.counter],
  [0x13, OPERAND.counterPreset],
  [0x14, OPERAND.timer],
  [0x15, OPERAND.timerPreset],
])

const SIZES: ReadonlyMap<string, number> = new Map(
  [...OPERAND_BY_NUMBER.values()].map(({ type, bytes }) => [type, bytes]),
)

/** Bytes of a value of this type; 0 for a bit. */
export function bytesOfType(type: string): number {
  return SIZES.get(type) ?? 0
}

const FLOAT_DIGITS = 7
const BITS = new DataView(new ArrayBuffer(4))

/** The text of a value of which the bits were read as a number. */
export function valueText(type: string, bits: number): string {
  BITS.setUint32(0, bits)
  if (type === FLOAT) return String(Number(BITS.getFloat32(0).toPrecision(FLOAT_DIGITS)))
  if (type === 'int16') return String(BITS.getInt16(2))
  return String(type === 'int32' ? BITS.getInt32(0) : bits)
}
