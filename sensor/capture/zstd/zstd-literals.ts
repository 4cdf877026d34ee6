import { decodeLiterals, type HuffmanTable, readHuffmanTable } from './huffman-table.ts'
import { ZstdFault } from './zstd-fault.ts'

const RAW = 0
const CONSTANT = 1
/** With the table of the block before. */
const TREELESS = 3

interface Header {
  readonly kind: number
  readonly size: number
  readonly packedSize: number
  readonly streams: number
  readonly at: number
}

/** The literals of a block (RFC 8878 section 3.1.1.3.1), and the table that the next block may use again. */
export class ZstdLiterals {
  readonly bytes: Uint8Array
  size = 0
  private table: HuffmanTable | undefined

  constructor(maxSize: number) {
    this.bytes = new Uint8Array(maxSize)
  }

  /** Decodes the section at the head of `block[from, to)`; returns the offset behind it. */
  read(block: Uint8Array, from: number, to: number): number {
    const header = headerOf(block, from)
    const { kind, size, at } = header
    if (size > this.bytes.length) throw new ZstdFault('a block has too many literals')
    this.size = size
    const end = at + (kind === RAW ? size : kind === CONSTANT ? 1 : header.packedSize)
    if (end > to) throw new ZstdFault('the literals of a block are cut')
    if (kind === RAW) this.bytes.set(block.subarray(at, end))
    else if (kind === CONSTANT) this.bytes.fill(block[at] as number, 0, size)
    else this.unpack(block, header, end)
    return end
  }

  private unpack(block: Uint8Array, { kind, size, streams, at }: Header, end: number): void {
    let from = at
    if (kind !== TREELESS) {
      const found = readHuffmanTable(block, at, end)
      this.table = found.table
      from = found.end
    }
    const { table, bytes } = this
    if (table === undefined) throw new ZstdFault('a block uses the literals of none before it')
    if (streams === 1) {
      decodeLiterals(table, block, from, end, bytes, 0, size)
      return
    }
    const part = (size + 3) >> 2
    if (from + 6 > end || part * 3 > size) throw new ZstdFault('the literals of a block are cut')
    let stream = from + 6
    for (let i = 0; i < 4; i++) {
      const length = (block[from + i * 2] as number) | ((block[from + i * 2 + 1] as number) << 8)
      const next = i === 3 ? end : stream + length
      if (next > end) throw new ZstdFault('the literals of a block are cut')
      decodeLiterals(table, block, stream, next, bytes, part * i, i === 3 ? size : part * (i + 1))
      stream = next
    }
  }
}

function headerOf(block: Uint8Array, from: number): Header {
  const byte = (i: number) => block[from + i] ?? 0
  const kind = byte(0) & 3
  const format = (byte(0) >> 2) & 3
  if (kind <= CONSTANT) {
    if (format === 1) return { kind, size: (byte(0) >> 4) | (byte(1) << 4), packedSize: 0, streams: 1, at: from + 2 }
    if (format === 3) {
      const size = (byte(0) >> 4) | (byte(1) << 4) | (byte(2) << 12)
      return { kind, size, packedSize: 0, streams: 1, at: from + 3 }
    }
    return { kind, size: byte(0) >> 3, packedSize: 0, streams: 1, at: from + 1 }
  }
  const bits = format <= 1 ? 10 : format === 2 ? 14 : 18
  const all = byte(0) / 16 + (byte(1) + (byte(2) + (byte(3) + byte(4) * 256) * 256) * 256) * 16
  const mask = 2 ** bits
  const size = Math.floor(all) % mask
  const packedSize = Math.floor(all / mask) % mask
  return { kind, size, packedSize, streams: format === 0 ? 1 : 4, at: from + (bits * 2 + 4) / 8 }
}
