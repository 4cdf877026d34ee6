/*
 * The memory of a PCD: registers, timers and counters of 32 bits; flags, inputs and outputs of one bit, the lowest of a
 * byte first. A count is one less than it says; a write gives the bytes that follow, less one.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { COMMAND } from './commands.ts'
import { CRC_LENGTH, DATA, FIELD } from './telegram.ts'

const WORD = 4
const BITS_PER_BYTE = 8
const NO_POINTS: readonly Points[] = []

interface Medium {
  readonly name: string
  readonly isBit: boolean
  readonly writes: boolean
}

const MEDIA: ReadonlyMap<number, Medium> = new Map([
  [0x00, medium('counter', false, false)],
  [0x02, medium('flag', true, false)],
  [0x03, medium('input', true, false)],
  [0x05, medium('output', true, false)],
  [0x06, medium('register', false, false)],
  [0x07, medium('timer', false, false)],
  [0x0a, medium('counter', false, true)],
  [0x0b, medium('flag', true, true)],
  [0x0d, medium('output', true, true)],
  [0x0e, medium('register', false, true)],
  [0x0f, medium('timer', false, true)],
  [COMMAND.readEeprom, medium('EEPROM register', false, false)],
  [COMMAND.writeEeprom, medium('EEPROM register', false, true)],
])

/** Commands that act on bytes of memory: whether they write, and the size of what they count. */
const MEMORY: ReadonlyMap<number, readonly [name: string, writes: boolean, size: number]> = new Map([
  [0x1e, ['user memory', false, WORD]],
  [0x1f, ['program line', false, WORD]],
  [0x23, ['user memory', true, WORD]],
  [0x47, ['byte', false, 1]],
  [0x51, ['byte', true, 1]],
])

/** How many bytes from the start of the telegram tell what it acts on, at most: the values that follow do not. */
export function keyBytes(command: number): number {
  const run = MEDIA.get(command)
  if (run !== undefined) return run.isBit && run.writes ? DATA + 4 : addressAt(command) + 2
  return MEMORY.has(command) ? DATA + 4 : DATA
}

/** The points that the request at the cursor acts on, of which `end` bytes are there. */
export function pointsOf(telegram: Cursor, command: number, end: number): readonly Points[] {
  const run = MEDIA.get(command)
  const at = addressAt(command)
  if (run === undefined || end < at + 2) return NO_POINTS
  const given = telegram.peek(at - 1)
  const count = run.writes ? (run.isBit ? countOfBits(telegram, end) : Math.floor((given - 1) / WORD)) : given + 1
  if (count <= 0) return NO_POINTS
  const type = run.isBit ? 'bit' : 'int32'
  return [{ name: `${run.name} `, first: telegram.peek16(at), count, type, writes: run.writes }]
}

/** 'register 100+10', 'user memory 0x090000+10'; '' for a command that acts on neither. */
export function targetOf(telegram: Cursor, command: number, end: number): string {
  const [run] = pointsOf(telegram, command, end)
  if (run !== undefined) return `${run.name}${run.first}+${run.count}`
  const memory = MEMORY.get(command)
  if (memory === undefined || end < DATA + 4) return ''
  const [name, writes, size] = memory
  const given = telegram.peek(DATA)
  const count = writes ? Math.max(0, Math.floor((given - 2) / size)) : given + 1
  const address = telegram.peek(DATA + 1) * 0x1_0000 + telegram.peek16(DATA + 2)
  return `${name} 0x${address.toString(16).padStart(6, '0')}+${count}`
}

/** What a write sets: it is taken to be granted. */
export function sayWritten(telegram: Cursor, command: number, operation: Operation, sink: Sink): void {
  const run = MEDIA.get(command)
  if (run?.writes) sayValues(telegram, addressAt(command) + (run.isBit ? 3 : 2), operation, sink)
}

export function sayRead(telegram: Cursor, operation: Operation, sink: Sink): void {
  const [run] = operation.points
  if (run !== undefined && !run.writes) sayValues(telegram, FIELD.body, operation, sink)
}

function sayValues(telegram: Cursor, from: number, operation: Operation, sink: Sink): void {
  const [run] = operation.points
  if (run === undefined) return
  const isBit = run.type === 'bit'
  const length = isBit ? Math.ceil(run.count / BITS_PER_BYTE) : run.count * WORD
  if (from + length + CRC_LENGTH > telegram.left || !sink.wantsValues(operation)) return
  const { view, pos } = telegram
  for (let i = 0; i < run.count; i++) {
    const value = isBit ? (telegram.peek(from + (i >>> 3)) >>> (i & 7)) & 1 : view.getInt32(pos + from + i * WORD)
    sink.value(operation, run.name, run.first + i, String(value))
  }
}

/** A write of bits gives their count behind the address. */
function countOfBits(telegram: Cursor, end: number): number {
  return end < DATA + 4 ? 0 : telegram.peek(DATA + 3) + 1
}

/** Commands on EEPROM registers have an extension of one byte before the count. */
function addressAt(command: number): number {
  return command === COMMAND.readEeprom || command === COMMAND.writeEeprom ? DATA + 2 : DATA + 1
}

function medium(name: string, isBit: boolean, writes: boolean): Medium {
  return { name, isBit, writes }
}
