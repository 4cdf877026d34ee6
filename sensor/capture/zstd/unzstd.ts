/*
 * Zstandard (RFC 8878), of one frame or several, block by block. Byte order: little-endian. All that can be decompressed
 * before a fault is delivered.
 */
import type { Compressed } from '../compression.ts'
import { Xxh64 } from './xxh64.ts'
import { MAX_BLOCK_BYTES, ZstdBlock } from './zstd-block.ts'
import { ZstdFault } from './zstd-fault.ts'

/** What `zstd` itself takes without being asked for more; a frame that needs more is refused. */
export const MAX_WINDOW_BYTES = 128 << 20
/** Data behind the window before it is moved to the front: a move costs as much as so much data. */
const MOVE_BYTES = 4 << 20
const READ_BYTES = 1 << 16

const MAGIC = 0xfd2fb528
/** RFC 8878 section 3.1.2: sixteen of them, which differ in the lowest four bits. */
const SKIPPABLE = 0x184d2a50
const RAW = 0
const CONSTANT = 1
const COMPRESSED = 2

/**
 * The decompressed bytes of a zstd file, piece by piece; the next call overwrites a piece.
 * @throws Error with the reason, after the last good byte, when the data is cut short or damaged
 */
export async function* unzstd(file: Compressed): AsyncGenerator<Uint8Array> {
  const input = new Input(file)
  try {
    while (!input.isAtEnd) {
      const magic = input.number(4)
      if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) input.skip(input.number(4))
      else if (magic === MAGIC) yield* frame(input)
      else throw new ZstdFault('what follows is no zstd data')
    }
  } catch (error) {
    if (!(error instanceof ZstdFault)) throw error
    throw new Error(`the zstd data is damaged at byte ${input.markedAt}: ${error.message}`)
  }
}

async function* frame(input: Input): AsyncGenerator<Uint8Array> {
  const { windowSize, hasCheckSum } = readHeader(input)
  const history = new History(windowSize)
  const block = new ZstdBlock(history.maxBlock)
  const sum = new Xxh64()
  for (let isLast = false; !isLast; ) {
    input.mark()
    const header = input.number(3)
    isLast = (header & 1) !== 0
    const [kind, size] = [(header >> 1) & 3, header >> 3]
    if (size > history.maxBlock) throw new ZstdFault('a block is too long')
    const from = history.room()
    if (kind === RAW) history.bytes.set(input.take(size), from)
    else if (kind === CONSTANT) history.bytes.fill(input.number(1), from, from + size)
    else if (kind !== COMPRESSED) throw new ZstdFault('a block of no known kind')
    const isStored = kind !== COMPRESSED
    history.end = isStored ? from + size : block.decode(input.take(size), history.bytes, from, history.oldest)
    const piece = history.bytes.subarray(from, history.end)
    if (hasCheckSum) sum.add(piece)
    yield piece
  }
  input.mark()
  if (hasCheckSum && input.number(4) !== sum.digest()) throw new ZstdFault('the check sum of what is before is wrong')
}

/** RFC 8878 section 3.1.1.1. */
function readHeader(input: Input): { readonly windowSize: number; readonly hasCheckSum: boolean } {
  const descriptor = input.number(1)
  const isSingle = (descriptor & 0x20) !== 0
  if ((descriptor & 0x08) !== 0) throw new ZstdFault('a frame has a reserved bit set')
  const window = isSingle ? 0 : input.number(1)
  const dictionary = input.number([0, 1, 2, 4][descriptor & 3] as number)
  if (dictionary !== 0) throw new ZstdFault(`a dictionary is needed, number ${dictionary}`)
  const lengthOfSize = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] as number
  const size = input.number(lengthOfSize) + (lengthOfSize === 2 ? 256 : 0)
  const base = 2 ** (10 + (window >> 3))
  const windowSize = isSingle ? size : base + (base / 8) * (window & 7)
  if (windowSize > MAX_WINDOW_BYTES) {
    const needed = Math.ceil(windowSize / 2 ** 20).toLocaleString('en')
    throw new ZstdFault(`it needs a window of ${needed} MiB, more than ${MAX_WINDOW_BYTES >> 20}: zstd -d --long=31`)
  }
  return { windowSize, hasCheckSum: (descriptor & 0x04) !== 0 }
}

/** The data of a frame that blocks may still refer to, with room for the next block behind it. */
class History {
  readonly maxBlock: number
  readonly bytes: Uint8Array
  end = 0
  private readonly windowSize: number

  constructor(windowSize: number) {
    this.windowSize = windowSize
    this.maxBlock = Math.min(windowSize, MAX_BLOCK_BYTES)
    this.bytes = new Uint8Array(windowSize + MOVE_BYTES)
  }

  get oldest(): number {
    return Math.max(0, this.end - this.windowSize)
  }

  /** Where the next block goes. */
  room(): number {
    if (this.end + this.maxBlock > this.bytes.length) {
      this.bytes.copyWithin(0, this.end - this.windowSize, this.end)
      this.end = this.windowSize
    }
    return this.end
  }
}

/** The compressed bytes in their order. */
class Input {
  /** Offset in the file of the frame or block that is being read. */
  markedAt = 0
  private readonly file: Compressed
  private buffer: Uint8Array = new Uint8Array(0)
  private at = 0
  /** Offset in the file of what follows the buffer. */
  private position = 0

  constructor(file: Compressed) {
    this.file = file
  }

  /** True when nothing follows; a frame begins where it is not. */
  get isAtEnd(): boolean {
    this.mark()
    return !this.has(1)
  }

  mark(): void {
    this.markedAt = this.position - this.buffer.length + this.at
  }

  /** The next `count` bytes as one little-endian number. */
  number(count: number): number {
    const bytes = this.take(count)
    let value = 0
    for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[i] as number)
    return value
  }

  take(count: number): Uint8Array {
    if (!this.has(count)) throw new ZstdFault('it is cut short')
    this.at += count
    return this.buffer.subarray(this.at - count, this.at)
  }

  skip(count: number): void {
    const here = Math.min(count, this.buffer.length - this.at)
    this.at += here
    this.position += count - here
  }

  private has(count: number): boolean {
    const left = this.buffer.length - this.at
    if (left >= count) return true
    const more = this.file.read(this.position, Math.max(READ_BYTES, count))
    const joined = new Uint8Array(left + more.length)
    joined.set(this.buffer.subarray(this.at))
    joined.set(more, left)
    this.buffer = joined
    this.at = 0
    this.position += more.length
    return joined.length >= count
  }
}
