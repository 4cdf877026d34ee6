/* The signals that a request names or writes, one after the other: D301401X012, remote data base access. */
import { isWrite, RDB } from './functions.ts'

/** Which fields an answer is to have: a byte that says which of up to four bytes of fields follow. */
const MAX_FIELD_BYTES = 4
/** Fields of the first byte that are read; others make an answer unreadable. */
export const FIELD = { type: 0x80, value: 0x40, address: 0x10 } as const
/** Of the second byte. */
export const VERSION_FIELD = 0x01
const VERSION_LENGTH = 2
const ADDRESS_LENGTH = 2
const ANALOG_LENGTH = 4
const DIGITS = 7
/** What is written to a signal. */
const WRITE = { on: 0x09, off: 0x0a, analog: 0x0b } as const
/** Descriptors up to here switch something of a signal, and carry nothing. */
const LAST_BARE = 0x0a

/** Reads the list without allocating. One object, reused. */
export class SignalList {
  /** Fields asked for; -1 where the byte is missing. */
  first = -1
  second = -1
  count = 0
  /** Of the signal at hand: its name is `view[from, to)`, or it has an address. */
  from = 0
  to = 0
  address = -1
  /** What is written; '' when it is no value, or is not read. */
  value = ''
  private view: DataView = new DataView(new ArrayBuffer(0))
  private at = 0
  private end = 0
  private index = 0
  private isByName = false
  private writes = false

  /** Begins the list of `view[from, to)`, which starts with the function; false when that has none that is read. */
  read(view: DataView, from: number, to: number): boolean {
    const rdb = from < to ? view.getUint8(from) : -1
    this.isByName = rdb === RDB.readByName || rdb === RDB.writeByName
    if (!this.isByName && rdb !== RDB.readByAddress && rdb !== RDB.writeByAddress) return false
    this.view = view
    this.end = to
    this.at = from + 1
    this.index = this.count = 0
    this.writes = isWrite(rdb)
    this.first = this.second = -1
    if (!this.writes) this.fields()
    // The load that addresses belong to, security level, number of signals.
    this.at += (this.isByName ? 0 : VERSION_LENGTH) + 1
    if (this.at >= to) return false
    this.count = view.getUint8(this.at++)
    return true
  }

  /** Moves to the next signal; false behind the last, and where the bytes end. */
  next(): boolean {
    if (this.index >= this.count || !(this.isByName ? this.name() : this.number())) return false
    this.index++
    return !this.writes || this.written()
  }

  private fields(): void {
    const select = this.at < this.end ? this.view.getUint8(this.at++) : 0
    for (let byte = 0; byte < MAX_FIELD_BYTES && this.at < this.end; byte++) {
      if ((select & (1 << byte)) === 0) continue
      const fields = this.view.getUint8(this.at++)
      if (byte === 0) this.first = fields
      else if (byte === 1) this.second = fields
      else if (fields !== 0) this.second = 0xff
    }
  }

  private name(): boolean {
    this.from = this.at
    this.address = -1
    while (this.at < this.end && this.view.getUint8(this.at) !== 0) this.at++
    this.to = this.at
    return this.to > this.from && this.at++ < this.end
  }

  private number(): boolean {
    if (this.at + ADDRESS_LENGTH > this.end) return false
    this.from = this.at
    this.to = this.at + ADDRESS_LENGTH
    this.address = this.view.getUint16(this.at, true)
    this.at += ADDRESS_LENGTH
    return true
  }

  /** Behind a descriptor that is not known the next signal cannot be found. */
  private written(): boolean {
    const descriptor = this.at < this.end ? this.view.getUint8(this.at++) : 0
    this.value = ''
    if (descriptor === WRITE.on) this.value = '1'
    else if (descriptor === WRITE.off) this.value = '0'
    else if (descriptor === WRITE.analog && this.at + ANALOG_LENGTH <= this.end) {
      this.value = analogText(this.view, this.at)
      this.at += ANALOG_LENGTH
    } else if (descriptor > LAST_BARE) this.count = this.index
    return true
  }
}

export function analogText(view: DataView, at: number): string {
  return String(Number(view.getFloat32(at, true).toPrecision(DIGITS)))
}
