/*
 * Devices as points, and their values. SLMP Reference Manual SH-080956ENG, 5.2: bit devices come sixteen in a word, the
 * lowest bit first, or one by one; a double word has its low word first.
 */
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import type { Device } from './devices.ts'
import type { Fields } from './fields.ts'

/** Devices numbered in hexadecimal have no index that could be read as one: up to this many are stated one by one. */
const MAX_APART = 32
/** Up to this many have their values told, each by its name. */
const MAX_TOLD = 64
const BITS_PER_WORD = 16

export type Unit = 'bit' | 'word' | 'double'

/** Devices from one on, and how their values lie in the data: `count` bits, words, or the two words of one double word. */
export interface DeviceRun {
  readonly device: Device | undefined
  readonly head: number
  readonly count: number
  readonly unit: Unit
}

/** The points of a run; of a device that is not known, nothing can be said. */
export function pointsOf(run: DeviceRun, writes: boolean): Points[] {
  const { device, head } = run
  const count = devicesOf(run)
  if (device === undefined || count === 0) return []
  const type = device.isBit ? 'bit' : device.isLong ? 'double word' : 'word'
  if (device.radix === 10) return [{ name: device.name, first: head, count, type, writes }]
  if (count > MAX_APART) return [{ name: `${numbered(device, head)}+${count}`, first: -1, count: 1, type, writes }]
  return Array.from({ length: count }, (_, at) => {
    return { name: numbered(device, head + at), first: -1, count: 1, type, writes }
  })
}

/** Characters of that many values. */
export function dataLength(count: number, unit: Unit, ascii: boolean): number {
  if (unit !== 'bit') return count * (ascii ? 4 : 2)
  return ascii ? count : (count + 1) >> 1
}

/** Says the values of a run, which are there, at the position of `fields`, and leaves it behind them. */
export function sayRun(fields: Fields, run: DeviceRun, operation: Operation, sink: Sink): void {
  const { device, head, count, unit } = run
  if (device === undefined || device.isLong || (device.radix === 16 && devicesOf(run) > MAX_TOLD)) {
    fields.skipRaw(dataLength(count, unit, fields.ascii))
    return
  }
  let double = 0
  for (let i = 0; i < count; i++) {
    if (unit === 'bit') {
      sayDevice(device, head + i, fields.bit(i), operation, sink)
      continue
    }
    if (unit === 'double') double = i === 0 ? fields.number(4) : double >>> BITS_PER_WORD
    sayWord(device, head, i, unit === 'double' ? double & 0xffff : fields.number(2), operation, sink)
  }
}

export function sayDevice(device: Device, number: number, value: number, operation: Operation, sink: Sink): void {
  if (device.radix === 10) sink.value(operation, device.name, number, String(value))
  else sink.value(operation, numbered(device, number), -1, String(value))
}

function sayWord(device: Device, head: number, at: number, word: number, operation: Operation, sink: Sink): void {
  if (!device.isBit) {
    sayDevice(device, head + at, word, operation, sink)
    return
  }
  for (let i = 0; i < BITS_PER_WORD; i++) {
    sayDevice(device, head + at * BITS_PER_WORD + i, (word >>> i) & 1, operation, sink)
  }
}

/** Long timers and counters have several words each, in a number that depends on the command. */
function devicesOf({ device, count, unit }: DeviceRun): number {
  if (device?.isLong === true) return Math.min(count, 1)
  return device?.isBit === true && unit !== 'bit' ? count * BITS_PER_WORD : count
}

function numbered(device: Device, number: number): string {
  return `${device.name}${number.toString(device.radix).toUpperCase()}`
}
