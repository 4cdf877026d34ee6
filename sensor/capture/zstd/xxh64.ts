/*
 * The lower half of XXH64 with seed 0 (the xxHash specification, cited by RFC 8878 section 3.1.1), on pairs of 32-bit
 * words: BigInt is too slow for whole captures.
 */

const STRIPE = 32
/** The five primes, each as its higher and its lower word. */
const P1 = [0x9e3779b1, 0x85ebca87] as const
const P2 = [0xc2b2ae3d, 0x27d4eb4f] as const
const P3 = [0x165667b1, 0x9e3779f9] as const
const P4 = [0x85ebca77, 0xc2b2ae63] as const
const P5 = [0x27d4eb2f, 0x165667c5] as const

type Words = readonly [high: number, low: number]

/** The check sum of data that comes in pieces. */
export class Xxh64 {
  /** Four accumulators, each as its higher and its lower word. */
  private readonly lanes = new Int32Array([...add(P1, P2), ...P2, 0, 0, ...subtract([0, 0], P1)])
  private readonly rest = new Uint8Array(STRIPE)
  private restLength = 0
  private length = 0

  add(bytes: Uint8Array): void {
    this.length += bytes.length
    let at = 0
    if (this.restLength > 0) {
      at = Math.min(STRIPE - this.restLength, bytes.length)
      this.rest.set(bytes.subarray(0, at), this.restLength)
      this.restLength += at
      if (this.restLength < STRIPE) return
      this.stripes(this.rest, 0, STRIPE)
      this.restLength = 0
    }
    const end = at + Math.floor((bytes.length - at) / STRIPE) * STRIPE
    this.stripes(bytes, at, end)
    this.rest.set(bytes.subarray(end))
    this.restLength = bytes.length - end
  }

  /** The lower 32 bits. */
  digest(): number {
    const lane = (i: number): Words => [this.lanes[i * 2] as number, this.lanes[i * 2 + 1] as number]
    let hash: Words = P5
    if (this.length >= STRIPE) {
      hash = add(add(rotate(lane(0), 1), rotate(lane(1), 7)), add(rotate(lane(2), 12), rotate(lane(3), 18)))
      for (let i = 0; i < 4; i++) {
        hash = add(multiply(xor(hash, round([0, 0], lane(i))), P1), P4)
      }
    }
    hash = add(hash, [Math.floor(this.length / 2 ** 32), this.length | 0])
    hash = this.tail(hash)
    hash = multiply(xor(hash, shiftRight(hash, 33)), P2)
    hash = multiply(xor(hash, shiftRight(hash, 29)), P3)
    return xor(hash, shiftRight(hash, 32))[1] >>> 0
  }

  private tail(start: Words): Words {
    const view = new DataView(this.rest.buffer)
    const end = this.restLength
    let hash = start
    let at = 0
    for (; at + 8 <= end; at += 8) {
      const word: Words = [view.getInt32(at + 4, true), view.getInt32(at, true)]
      hash = add(multiply(rotate(xor(hash, round([0, 0], word)), 27), P1), P4)
    }
    if (at + 4 <= end) {
      hash = add(multiply(rotate(xor(hash, multiply([0, view.getInt32(at, true)], P1)), 23), P2), P3)
      at += 4
    }
    for (; at < end; at++) hash = multiply(rotate(xor(hash, multiply([0, view.getUint8(at)], P5)), 11), P1)
    return hash
  }

  /** What `round` does, for whole stripes, with nothing allocated. */
  private stripes(bytes: Uint8Array, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const { lanes } = this
    for (let lane = 0; lane < 8; lane += 2) {
      let high = lanes[lane] as number
      let low = lanes[lane + 1] as number
      for (let at = from + lane * 4; at < to; at += STRIPE) {
        const inLow = view.getInt32(at, true)
        const inHigh = view.getInt32(at + 4, true)
        const b = (low + Math.imul(inLow, P2[1])) | 0
        const carry = b >>> 0 < low >>> 0 ? 1 : 0
        const sumHigh = high + higherProduct(inLow, P2[1]) + Math.imul(inHigh, P2[1]) + Math.imul(inLow, P2[0])
        const a = (sumHigh + carry) | 0
        // To the left by 31.
        const turnedHigh = (a << 31) | (b >>> 1)
        const turnedLow = (b << 31) | (a >>> 1)
        high = (higherProduct(turnedLow, P1[1]) + Math.imul(turnedHigh, P1[1]) + Math.imul(turnedLow, P1[0])) | 0
        low = Math.imul(turnedLow, P1[1])
      }
      lanes[lane] = high
      lanes[lane + 1] = low
    }
  }
}

function round(lane: Words, input: Words): Words {
  return multiply(rotate(add(lane, multiply(input, P2)), 31), P1)
}

/** The higher word of the product of two unsigned words. */
function higherProduct(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  // Each sum fits into 32 bits.
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0
  const other = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0
}

function multiply(a: Words, b: Words): Words {
  const high = (higherProduct(a[1], b[1]) + Math.imul(a[0], b[1]) + Math.imul(a[1], b[0])) | 0
  return [high, Math.imul(a[1], b[1])]
}

function add(a: Words, b: Words): Words {
  const low = (a[1] >>> 0) + (b[1] >>> 0)
  return [(a[0] + b[0] + (low > 0xffffffff ? 1 : 0)) | 0, low | 0]
}

function subtract(a: Words, b: Words): Words {
  return add(a, add([~b[0], ~b[1]], [0, 1]))
}

function xor(a: Words, b: Words): Words {
  return [a[0] ^ b[0], a[1] ^ b[1]]
}

function rotate(a: Words, by: number): Words {
  return [(a[0] << by) | (a[1] >>> (32 - by)), (a[1] << by) | (a[0] >>> (32 - by))]
}

function shiftRight(a: Words, by: number): Words {
  if (by >= 32) return [0, a[0] >>> (by - 32)]
  return [a[0] >>> by, (a[1] >>> by) | (a[0] << (32 - by))]
}
