/*
 * Commands that name several devices: random and block reads and writes, and the registration of a monitor.
 * SLMP Reference Manual SH-080956ENG, 5.2. Their answers have the values of the entries, in order.
 */

import { type DeviceRun, dataLength } from './device-points.ts'
import type { Device } from './devices.ts'
import { Fields, NO_BYTES } from './fields.ts'

/** Entries read of one command: the manual allows 192. */
export const MAX_ENTRIES = 512

export const READ_RANDOM = 0x0403
const ENTRY_MONITOR = 0x0801
export const READ_BLOCK = 0x0406
export const WRITE_RANDOM = 0x1402
export const WRITE_BLOCK = 0x1406
/** Subcommands: bit 0 for single bits, bit 1 for the wide devices of iQ-R. */
export const BITS = 1
export const WIDE = 2
const PRIME = 0xffff_fffb

export function hasEntries(command: number): boolean {
  switch (command) {
    case READ_RANDOM:
    case ENTRY_MONITOR:
    case READ_BLOCK:
    case WRITE_RANDOM:
    case WRITE_BLOCK:
      return true
    default:
      return false
  }
}

/** Walks the entries of a command. One object, reused: `next` overwrites it. */
export class Entries implements DeviceRun {
  device: Device | undefined = undefined
  code = 0
  head = 0
  count = 0
  unit: DeviceRun['unit'] = 'word'
  key = 0
  valuesLength = 0
  private fields = new Fields(NO_BYTES)
  private isBlock = false
  private isSingleBit = false
  private writes = false
  private wide = false
  /** Words come first, then double words; or blocks of words, then those of bits. */
  private first = 0
  private all = 0
  private at = 0

  /** Begins at the data of the command, where `fields` stands. */
  begin(fields: Fields, command: number, subcommand: number): void {
    this.fields = fields
    this.wide = (subcommand & WIDE) !== 0
    this.isBlock = command === READ_BLOCK || command === WRITE_BLOCK
    this.writes = command === WRITE_RANDOM || command === WRITE_BLOCK
    this.isSingleBit = command === WRITE_RANDOM && (subcommand & BITS) !== 0
    this.first = fields.number(1)
    this.all = this.first + (this.isSingleBit ? 0 : fields.number(1))
    this.at = 0
  }

  /** Reads the next entry up to its values; false when there is none, or it is cut. */
  next(): boolean {
    const { fields, at } = this
    if (at >= this.all || at >= MAX_ENTRIES || fields.short) return false
    this.device = fields.device(this.wide)
    this.code = fields.code
    this.head = fields.head
    this.unit = this.isSingleBit ? 'bit' : this.isBlock || at < this.first ? 'word' : 'double'
    this.count = this.isBlock ? fields.number(2) : this.unit === 'double' ? 2 : 1
    this.at++
    return true
  }

  /** Passes over what the entry writes. */
  skipValues(): void {
    if (!this.writes) return
    if (this.isSingleBit) this.fields.skip(this.bitLength)
    else this.fields.skipRaw(this.valueLength)
  }

  /** Characters of the values of the entry. */
  get valueLength(): number {
    return dataLength(this.count, this.unit, this.fields.ascii)
  }

  /** The state of a single bit has a byte of its own, or two. */
  get bitLength(): number {
    return this.wide ? 2 : 1
  }

  /** Walks all entries: a key that the values are no part of, and how many characters of values an answer has. */
  walk(visit?: (run: DeviceRun) => void): void {
    this.key = this.all
    this.valuesLength = 0
    while (this.next()) {
      const { fields, code, head, count } = this
      this.key = (this.key * 31 + code * 0x100_0000 + head + count * 7) % PRIME
      this.valuesLength += this.valueLength
      this.skipValues()
      if (!fields.short) visit?.(this.copy())
    }
  }

  private copy(): DeviceRun {
    const { device, head, count, unit } = this
    return { device, head, count, unit }
  }
}
