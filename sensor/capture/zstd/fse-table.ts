import { ZstdFault } from './zstd-fault.ts'

/** A decoding table of finite state entropy (RFC 8878 section 4.1.1): what each state stands for, and which one follows. */
export interface FseTable {
  readonly log: number
  readonly symbols: Uint8Array
  /** Bits to read for the next state, which is their value and `base`. */
  readonly bits: Uint8Array
  readonly base: Uint16Array
}

/** A probability of less than one state (RFC 8878 section 4.1.1). */
const LESS_THAN_ONE = -1

/** A table that always gives the same symbol. */
export function constantTable(symbol: number): FseTable {
  return { log: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), base: new Uint16Array(1) }
}

/** Reads a table from `bytes[from, to)`; returns it and the offset behind it. */
export function readFseTable(
  bytes: Uint8Array,
  from: number,
  to: number,
  maxLog: number,
  maxSymbol: number,
): { readonly table: FseTable; readonly end: number } {
  const log = ((bytes[from] as number) & 15) + 5
  if (log > maxLog) throw new ZstdFault('a table is too large')
  const probabilities: number[] = []
  let bit = from * 8 + 4
  const peek = (count: number) => {
    const at = bit >> 3
    const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
    return (word >> (bit & 7)) & ((1 << count) - 1)
  }
  for (let left = 1 << log; left > 0; ) {
    if (probabilities.length > maxSymbol || bit > to * 8) throw new ZstdFault('a table is wrong')
    // A value from 0 to left + 1: the small ones take a bit less.
    const width = 32 - Math.clz32(left + 1)
    const small = (1 << width) - 2 - left
    let value = peek(width - 1)
    if (value < small) bit += width - 1
    else {
      value = peek(width)
      if (value >= 1 << (width - 1)) value -= small
      bit += width
    }
    const probability = value - 1
    probabilities.push(probability)
    left -= Math.abs(probability)
    if (left < 0) throw new ZstdFault('a table is wrong')
    if (probability !== 0) continue
    for (let repeat = 3; repeat === 3; bit += 2) {
      repeat = peek(2)
      for (let i = 0; i < repeat; i++) probabilities.push(0)
      if (probabilities.length > maxSymbol + 1) throw new ZstdFault('a table is wrong')
    }
  }
  const end = (bit + 7) >> 3
  if (end > to || probabilities.length > maxSymbol + 1) throw new ZstdFault('a table is wrong')
  return { table: fseTable(log, probabilities), end }
}

/** The table of a distribution. */
export function fseTable(log: number, probabilities: readonly number[]): FseTable {
  const size = 1 << log
  const [symbols, bits, base] = [new Uint8Array(size), new Uint8Array(size), new Uint16Array(size)]
  let high = size
  for (const [symbol, probability] of probabilities.entries()) {
    if (probability === LESS_THAN_ONE) symbols[--high] = symbol
  }
  const step = (size >> 1) + (size >> 3) + 3
  let at = 0
  for (const [symbol, probability] of probabilities.entries()) {
    for (let i = 0; i < probability; i++) {
      symbols[at] = symbol
      do at = (at + step) & (size - 1)
      while (at >= high)
    }
  }
  const next = probabilities.map((probability) => Math.abs(probability))
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] as number
    const number = next[symbol] as number
    next[symbol] = number + 1
    const width = log - 31 + Math.clz32(number)
    bits[state] = width
    base[state] = (number << width) - size
  }
  return { log, symbols, bits, base }
}
