import { BackwardBits } from './backward-bits.ts'
import { readFseTable } from './fse-table.ts'
import { ZstdFault } from './zstd-fault.ts'

/** A decoding table of literals (RFC 8878 section 4.2.1): the symbol of every value of `maxBits` bits, and the bits it takes. */
export interface HuffmanTable {
  readonly maxBits: number
  readonly symbols: Uint8Array
  readonly bits: Uint8Array
}

/** RFC 8878 section 4.2.1. */
const MAX_BITS = 11
const MAX_WEIGHTS = 255
const MAX_WEIGHT_LOG = 6

/** Reads a table from `bytes[from, to)`; returns it and the offset behind it. */
export function readHuffmanTable(
  bytes: Uint8Array,
  from: number,
  to: number,
): { readonly table: HuffmanTable; readonly end: number } {
  const header = bytes[from] as number
  const isPacked = header < 128
  const end = from + 1 + (isPacked ? header : (header - 126) >> 1)
  if (end > to) throw new ZstdFault('a table of literals is cut')
  const weights = isPacked ? packedWeights(bytes, from + 1, end) : plainWeights(bytes, from + 1, header - 127)
  return { table: tableOf(weights), end }
}

function plainWeights(bytes: Uint8Array, from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const byte = bytes[from + (i >> 1)] as number
    return i % 2 === 0 ? byte >> 4 : byte & 15
  })
}

/** Two states take turns until the bits are used up; what the other one stands for then is the last weight. */
function packedWeights(bytes: Uint8Array, from: number, to: number): number[] {
  const { table, end } = readFseTable(bytes, from, to, MAX_WEIGHT_LOG, MAX_BITS)
  const stream = new BackwardBits(bytes, end, to)
  const states = [stream.read(table.log), stream.read(table.log)]
  if (stream.left < 0) throw new ZstdFault('a table of literals is wrong')
  const weights: number[] = []
  for (let turn = 0; ; turn ^= 1) {
    const state = states[turn] as number
    weights.push(table.symbols[state] as number)
    const width = table.bits[state] as number
    if (weights.length >= MAX_WEIGHTS) throw new ZstdFault('a table of literals is wrong')
    if (stream.left < width) {
      weights.push(table.symbols[states[turn ^ 1] as number] as number)
      return weights
    }
    states[turn] = (table.base[state] as number) + stream.read(width)
  }
}

/** The weight of the last symbol is not written: it is what is left to a power of two. */
function tableOf(weights: number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + ((1 << weight) >> 1), 0)
  const maxBits = 32 - Math.clz32(sum)
  const rest = (1 << maxBits) - sum
  if (sum === 0 || maxBits > MAX_BITS || (rest & (rest - 1)) !== 0) throw new ZstdFault('a table of literals is wrong')
  weights.push(32 - Math.clz32(rest))
  const [symbols, bits] = [new Uint8Array(1 << maxBits), new Uint8Array(1 << maxBits)]
  let at = 0
  for (let weight = 1; weight <= maxBits; weight++) {
    for (const [symbol, ofSymbol] of weights.entries()) {
      if (ofSymbol !== weight) continue
      const end = at + (1 << (weight - 1))
      symbols.fill(symbol, at, end)
      bits.fill(maxBits + 1 - weight, at, end)
      at = end
    }
  }
  return { maxBits, symbols, bits }
}

/** Decodes the stream `bytes[from, to)` into `target[at, end)`, which it must fill exactly. */
export function decodeLiterals(
  table: HuffmanTable,
  bytes: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
  end: number,
): void {
  const { maxBits, symbols, bits } = table
  const last = to > from ? (bytes[to - 1] as number) : 0
  if (last === 0) throw new ZstdFault('literals have no end mark')
  const mask = (1 << maxBits) - 1
  const first = from * 8
  let bit = (to - 1) * 8 + 31 - Math.clz32(last)
  for (let i = at; i < end; i++) {
    const low = bit - maxBits
    let value: number
    if (low >= first) {
      const byte = low >> 3
      const word = (bytes[byte] as number) | ((bytes[byte + 1] as number) << 8) | ((bytes[byte + 2] as number) << 16)
      value = (word >> (low & 7)) & mask
    } else {
      // Before the first bit there are zeros.
      const word = (bytes[from] as number) | ((bytes[from + 1] as number) << 8) | ((bytes[from + 2] as number) << 16)
      const there = bit - first
      value = there <= 0 ? 0 : ((word & ((1 << there) - 1)) << (maxBits - there)) & mask
    }
    target[i] = symbols[value] as number
    bit -= bits[value] as number
  }
  if (bit !== first) throw new ZstdFault('literals do not fill their place')
}
