import { BackwardBits } from './backward-bits.ts'
import { constantTable, type FseTable, fseTable, readFseTable } from './fse-table.ts'
import { ZstdFault } from './zstd-fault.ts'
import { ZstdLiterals } from './zstd-literals.ts'

/** RFC 8878 section 3.1.1.2.4: no block gives more. */
export const MAX_BLOCK_BYTES = 128 << 10

/** RFC 8878 sections 3.1.1.3.2.1 and 3.1.1.3.2.2: three kinds of codes, each with its greatest, its table and the default one. */
const LENGTHS = { maxCode: 35, maxLog: 9, fallback: fseTable(6, numbers('4 3 2*11 1*3 2*9 3 2 1*5 -1*4')) }
const OFFSETS = { maxCode: 31, maxLog: 8, fallback: fseTable(5, numbers('1*6 2*3 1*15 -1*5')) }
const MATCHES = { maxCode: 52, maxLog: 9, fallback: fseTable(6, numbers('1 4 3 2*6 1*37 -1*7')) }
const KINDS = [LENGTHS, OFFSETS, MATCHES]

/** RFC 8878 section 3.1.1.3.2.1.1: bits that follow a code, and what they are added to. */
const LENGTH_BITS = Uint8Array.from(numbers('0*16 1*4 2*2 3*2 4 6 7 8 9 10 11 12 13 14 15 16'))
const LENGTH_BASE = bases(LENGTH_BITS, 0)
const MATCH_BITS = Uint8Array.from(numbers('0*32 1*4 2*2 3*2 4*2 5 7 8 9 10 11 12 13 14 15 16'))
const MATCH_BASE = bases(MATCH_BITS, 3)

/** What the compressed blocks of one frame have from those before them, and the decoding of one. */
export class ZstdBlock {
  private readonly literals: ZstdLiterals
  private readonly maxSize: number
  private readonly tables: (FseTable | undefined)[] = [undefined, undefined, undefined]
  /** RFC 8878 section 3.1.1.5: the last three offsets. */
  private readonly repeats = Uint32Array.of(1, 4, 8)

  constructor(maxSize: number) {
    this.maxSize = maxSize
    this.literals = new ZstdLiterals(maxSize)
  }

  /**
   * Decodes a compressed block into `target` from `at` on, behind the data that it may refer to: that from `oldest` on.
   * Returns the end of what it gave.
   */
  decode(block: Uint8Array, target: Uint8Array, at: number, oldest: number): number {
    const end = block.length
    let from = this.literals.read(block, 0, end)
    let count = block[from++] ?? 0
    if (count > 127) {
      const next = block[from++] ?? 0
      count = count < 255 ? ((count - 128) << 8) | next : next + ((block[from++] ?? 0) << 8) + 0x7f00
    }
    let to = at
    let used = 0
    if (count > 0) {
      const stream = new BackwardBits(block, this.readTables(block, from, end), end)
      ;[to, used] = this.sequences(stream, count, target, at, oldest)
    }
    const rest = this.literals.size - used
    if (to - at + rest > this.maxSize) throw new ZstdFault('a block is too long')
    target.set(this.literals.bytes.subarray(used, used + rest), to)
    return to + rest
  }

  private readTables(block: Uint8Array, from: number, end: number): number {
    const modes = block[from] ?? 0
    if ((modes & 3) !== 0) throw new ZstdFault('a block has a reserved bit set')
    let at = from + 1
    for (const [i, { maxCode, maxLog, fallback }] of KINDS.entries()) {
      const mode = (modes >> (6 - i * 2)) & 3
      if (mode === 0) this.tables[i] = fallback
      else if (mode === 1) {
        const code = block[at++] ?? 0
        if (code > maxCode) throw new ZstdFault('a block has a code that is none')
        this.tables[i] = constantTable(code)
      } else if (mode === 2) {
        const found = readFseTable(block, at, end, maxLog, maxCode)
        this.tables[i] = found.table
        at = found.end
      } else if (this.tables[i] === undefined) throw new ZstdFault('a block uses the tables of none before it')
    }
    return at
  }

  /** Returns the end of what the sequences give, and how many literals they use. */
  private sequences(
    stream: BackwardBits,
    count: number,
    target: Uint8Array,
    start: number,
    oldest: number,
  ): [to: number, used: number] {
    const [lengths, offsets, matches] = this.tables as [FseTable, FseTable, FseTable]
    const { bytes, size } = this.literals
    const last = start + this.maxSize
    let lengthState = stream.read(lengths.log)
    let offsetState = stream.read(offsets.log)
    let matchState = stream.read(matches.log)
    let to = start
    let used = 0
    for (let left = count; left > 0; left--) {
      const offsetCode = offsets.symbols[offsetState] as number
      const matchCode = matches.symbols[matchState] as number
      const lengthCode = lengths.symbols[lengthState] as number
      const offsetValue = 2 ** offsetCode + stream.readLong(offsetCode)
      const match = (MATCH_BASE[matchCode] as number) + stream.read(MATCH_BITS[matchCode] as number)
      const length = (LENGTH_BASE[lengthCode] as number) + stream.read(LENGTH_BITS[lengthCode] as number)
      if (left > 1) {
        lengthState = (lengths.base[lengthState] as number) + stream.read(lengths.bits[lengthState] as number)
        matchState = (matches.base[matchState] as number) + stream.read(matches.bits[matchState] as number)
        offsetState = (offsets.base[offsetState] as number) + stream.read(offsets.bits[offsetState] as number)
      }
      const offset = this.offsetOf(offsetValue, length)
      if (stream.left < 0 || used + length > size) throw new ZstdFault('a block is cut')
      if (to + length + match > last) throw new ZstdFault('a block is too long')
      if (length > 0) copy(bytes, used, target, to, length)
      used += length
      to += length
      if (offset > to - oldest) throw new ZstdFault('a block refers to data before the first')
      copy(target, to - offset, target, to, match)
      to += match
    }
    if (stream.left !== 0) throw new ZstdFault('a block has more bits than sequences')
    return [to, used]
  }

  /** RFC 8878 section 3.1.1.5. */
  private offsetOf(value: number, length: number): number {
    const { repeats } = this
    const [first, second, third] = repeats as unknown as [number, number, number]
    if (value > 3) {
      repeats[2] = second
      repeats[1] = first
      repeats[0] = value - 3
      return value - 3
    }
    const which = length === 0 ? value : value - 1
    if (which === 0) return first
    const offset = which === 1 ? second : which === 2 ? third : first - 1
    if (offset === 0) throw new ZstdFault('a block refers to no data')
    if (which !== 1) repeats[2] = second
    repeats[1] = first
    repeats[0] = offset
    return offset
  }
}

/** From here on a call costs less than a loop. */
const LONG_COPY = 64

/** What is copied may be what was just written, and then it goes byte by byte. */
function copy(source: Uint8Array, from: number, target: Uint8Array, to: number, count: number): void {
  if (count >= LONG_COPY && source === target && from + count <= to) {
    target.copyWithin(to, from, from + count)
    return
  }
  for (let i = 0; i < count; i++) target[to + i] = source[from + i] as number
}

/** '4 2*3' is 4, 2, 2, 2. */
function numbers(text: string): number[] {
  return text.split(' ').flatMap((part) => {
    const [value, times = 1] = part.split('*').map(Number) as [number, number?]
    return new Array<number>(times).fill(value)
  })
}

function bases(bits: Uint8Array, first: number): Uint32Array {
  let next = first
  return Uint32Array.from(bits, (count) => {
    const base = next
    next += 1 << count
    return base
  })
}
