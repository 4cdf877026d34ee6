/*
 * SHA-256: FIPS 180-4, 6.2. For fingerprints that others publish (JA4), never to protect anything. Big-endian.
 */
const PRIMES = firstPrimes(64)
const ROUND_CONSTANTS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)))
const INITIAL = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))
const BLOCK = 64
const LENGTH_BYTES = 8

/** The digest of a text of 8-bit characters, in hexadecimal. */
export function sha256Hex(text: string): string {
  const blocks = padded(text)
  const state = INITIAL.slice()
  const schedule = new Int32Array(64)
  for (let at = 0; at < blocks.byteLength; at += BLOCK) compress(state, expand(schedule, blocks, at))
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** FIPS 180-4, 5.1.1. */
function padded(text: string): DataView {
  const size = Math.ceil((text.length + 1 + LENGTH_BYTES) / BLOCK) * BLOCK
  const view = new DataView(new ArrayBuffer(size))
  for (let i = 0; i < text.length; i++) view.setUint8(i, text.charCodeAt(i))
  view.setUint8(text.length, 0x80)
  view.setUint32(size - 4, text.length * 8)
  return view
}

/** FIPS 180-4, 6.2.2, step 1. */
function expand(schedule: Int32Array, blocks: DataView, at: number): Int32Array {
  for (let i = 0; i < 16; i++) schedule[i] = blocks.getInt32(at + i * 4)
  for (let i = 16; i < 64; i++) {
    const early = schedule[i - 15] as number
    const late = schedule[i - 2] as number
    const small0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
    const small1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
    schedule[i] = (schedule[i - 16] as number) + small0 + (schedule[i - 7] as number) + small1
  }
  return schedule
}

/** FIPS 180-4, 6.2.2, steps 2 to 4. */
function compress(state: Int32Array, schedule: Int32Array): void {
  const work = state.slice()
  for (let i = 0; i < 64; i++) {
    const [a, b, c, d, e, f, g, h] = work as unknown as readonly number[] as Eight
    const big1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
    const first = h + big1 + ((e & f) ^ (~e & g)) + (ROUND_CONSTANTS[i] as number) + (schedule[i] as number)
    const big0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
    const second = big0 + ((a & b) ^ (a & c) ^ (b & c))
    work.copyWithin(1, 0, 7)
    work[4] = d + first
    work[0] = first + second
  }
  for (let i = 0; i < 8; i++) state[i] = (state[i] as number) + (work[i] as number)
}

type Eight = readonly [number, number, number, number, number, number, number, number]

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

/** The first 32 bits of a fraction: FIPS 180-4, 4.2.2 and 5.3.3. */
function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32)
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
}
