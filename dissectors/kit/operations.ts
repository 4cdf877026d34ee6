import type { Operation, OperationClass, Points } from './observation.ts'

/** Distinct operations one dialogue remembers; past it each message makes an object of its own, and nothing is lost. */
export const MAX_OPERATIONS = 1024
/** Runs of points that one operation states; further ones are left out. */
export const MAX_POINT_RUNS = 128
const NO_POINTS: readonly Points[] = []
const FIRST_CAPACITY = 16
const NO_KEY = -1

/**
 * The distinct operations of one dialogue, each under a number that the dissector derives from the message
 * (an integer of 0 to 2^53 - 1: function, table, address and quantity packed, or `keyOfBytes`).
 */
export class Operations {
  private keys = new Float64Array(FIRST_CAPACITY).fill(NO_KEY)
  private slots = new Int16Array(FIRST_CAPACITY)
  private readonly all: Operation[] = []

  /** The operation remembered under `key`. */
  find(key: number): Operation | undefined {
    const keys = this.keys
    const mask = keys.length - 1
    for (let at = hash(key) & mask; ; at = (at + 1) & mask) {
      const found = keys[at]
      if (found === key) return this.all[this.slots[at] as number]
      if (found === NO_KEY) return undefined
    }
  }

  /** Makes the operation of a key that `find` did not know. */
  add(
    key: number,
    operationClass: OperationClass,
    code: number,
    module: string,
    target: string,
    stated: readonly Points[] = NO_POINTS,
  ): Operation {
    const full = this.all.length >= MAX_OPERATIONS
    const points = stated.length > MAX_POINT_RUNS ? stated.slice(0, MAX_POINT_RUNS) : stated
    const operation = { class: operationClass, code, module, target, slot: full ? -1 : this.all.length, points }
    if (full) return operation
    if ((this.all.length + 1) * 2 > this.keys.length) this.grow()
    this.place(key, operation.slot)
    this.all.push(operation)
    return operation
  }

  private place(key: number, slot: number): void {
    const mask = this.keys.length - 1
    let at = hash(key) & mask
    while (this.keys[at] !== NO_KEY) at = (at + 1) & mask
    this.keys[at] = key
    this.slots[at] = slot
  }

  private grow(): void {
    const { keys, slots } = this
    this.keys = new Float64Array(keys.length * 2).fill(NO_KEY)
    this.slots = new Int16Array(keys.length * 2)
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] !== NO_KEY) this.place(keys[i] as number, slots[i] as number)
    }
  }
}

const HIGH = 0x1_0000_0000

function hash(key: number): number {
  const low = key | 0
  const high = (key / HIGH) | 0
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

/** A key of 53 bits for bytes `[from, to)` of a view: for targets that are text or paths. `seed` keeps functions apart. */
export function keyOfBytes(view: DataView, from: number, to: number, seed: number): number {
  let a = 0x811c9dc5 ^ seed ^ (to - from)
  let b = 0x1b873593 ^ Math.imul(seed, 0x85ebca6b)
  let at = from
  for (; at + 4 <= to; at += 4) {
    const word = view.getUint32(at)
    a = Math.imul(a ^ word, 0xcc9e2d51)
    a ^= a >>> 15
    b = Math.imul(((b << 13) | (b >>> 19)) ^ word, 0x9e3779b1)
  }
  for (; at < to; at++) {
    const byte = view.getUint8(at)
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(((b << 5) | (b >>> 27)) ^ byte, 0x9e3779b1)
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b)
  b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  b ^= b >>> 16
  return ((b >>> 0) & 0x1f_ffff) * HIGH + (a >>> 0)
}
