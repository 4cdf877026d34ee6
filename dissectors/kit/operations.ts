import type { Operation, OperationClass, Points } from './observation.ts'
import { sharedText } from './shared-text.ts'

/** Distinct operations one dialogue remembers; past it each message makes an object of its own, and nothing is lost. */
export const MAX_OPERATIONS = 4096
/** Runs of points that one operation states; further ones are left out. */
export const MAX_POINT_RUNS = 128
const NO_POINTS: readonly Points[] = []
/** Operations that are looked through one by one, which costs less than to hash them, in memory above all. */
const FEW = 8
const FIRST_CAPACITY = 32
const NO_KEY = -1
/** The same, of a single one: the half tells the engine to keep a key in place. */
const NO_ONLY_KEY = NO_KEY - 0.5
const NO_KEYS: readonly number[] = []
const NO_OPERATIONS: Operation[] = []
const NO_SLOTS = new Int16Array(0)

/**
 * The distinct operations of one dialogue, each under a number that the dissector derives from the message
 * (an integer of 0 to 2^53 - 1: function, table, address and quantity packed, or `keyOfBytes`).
 */
export class Operations {
  /** The only one, which is all that most dialogues have. */
  private onlyKey = NO_ONLY_KEY
  private only: Operation | undefined = undefined
  /** While there are few, in the order of `all`. Grown by `concat`, which leaves no room that is never used. */
  private few = NO_KEYS
  /** Once there are many: open addressing. */
  private keys: Float64Array | undefined = undefined
  private slots = NO_SLOTS
  private all = NO_OPERATIONS

  /** The operation remembered under `key`. */
  find(key: number): Operation | undefined {
    const { keys } = this
    if (this.onlyKey === key) return this.only
    if (keys === undefined) return this.findAmongFew(key)
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
    const count = this.only === undefined ? this.all.length : 1
    const full = count >= MAX_OPERATIONS
    const slot = full ? -1 : count
    const points = stated.length > MAX_POINT_RUNS ? stated.slice(0, MAX_POINT_RUNS) : stated
    const operation = {
      class: operationClass,
      code,
      module: sharedText(module),
      target: sharedText(target),
      slot,
      points,
    }
    if (full) return operation
    if (slot === 0) {
      this.onlyKey = key
      this.only = operation
      return operation
    }
    if (this.only !== undefined) this.becomeFew(this.only)
    if (this.keys === undefined && slot < FEW) {
      this.few = this.few.concat([key])
      this.all = this.all.concat([operation])
      return operation
    }
    this.all.push(operation)
    const keys = (slot + 1) * 2 > (this.keys?.length ?? 0) ? this.grow(this.keys) : (this.keys as Float64Array)
    this.place(keys, key, slot)
    return operation
  }

  private becomeFew(only: Operation): void {
    this.few = [this.onlyKey]
    this.all = [only]
    this.onlyKey = NO_ONLY_KEY
    this.only = undefined
  }

  private findAmongFew(key: number): Operation | undefined {
    const { few } = this
    for (let at = 0; at < few.length; at++) if (few[at] === key) return this.all[at]
    return undefined
  }

  private place(keys: Float64Array, key: number, slot: number): void {
    const mask = keys.length - 1
    let at = hash(key) & mask
    while (keys[at] !== NO_KEY) at = (at + 1) & mask
    keys[at] = key
    this.slots[at] = slot
  }

  private grow(old: Float64Array | undefined): Float64Array {
    const { few, slots } = this
    const capacity = old === undefined ? FIRST_CAPACITY : old.length * 2
    const keys = new Float64Array(capacity).fill(NO_KEY)
    this.keys = keys
    this.slots = new Int16Array(capacity)
    this.few = NO_KEYS
    for (let slot = 0; slot < few.length; slot++) this.place(keys, few[slot] as number, slot)
    for (let at = 0; old !== undefined && at < old.length; at++) {
      if (old[at] !== NO_KEY) this.place(keys, old[at] as number, slots[at] as number)
    }
    return keys
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
