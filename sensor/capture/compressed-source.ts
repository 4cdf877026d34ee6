import { closeSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { CaptureChunk } from './capture-chunk.ts'
import type { CaptureFormat } from './capture-format.ts'
import type { CaptureSource } from './capture-source.ts'
import type { Compression } from './compression.ts'
import { CaptureError } from './errors.ts'
import { StreamFingerprint } from './fingerprint.ts'
import { type OpenFile, openFile } from './open-file.ts'
import type { PacketBatch } from './packet-batch.ts'
import { HEAD_BYTES, recogniseFormat } from './recognise-format.ts'

type Decompress = Compression['decompress']

/** A compressed capture file, decompressed piece by piece as its packets are asked for. */
export class CompressedSource implements CaptureSource {
  readonly name: string
  readonly size: number
  /** Offsets of damage are those of the decompressed data. */
  readonly format: CaptureFormat
  private readonly descriptor: number
  private readonly decompress: Decompress
  private readonly reader: PieceReader
  private readonly chunk: CaptureChunk

  /** @throws CaptureError when there is no such file, or what is compressed is no capture. */
  static async open(path: string, decompress: Decompress): Promise<CompressedSource> {
    const file = openFile(path)
    try {
      const reader = new PieceReader(file.descriptor, decompress)
      const head = new Uint8Array(HEAD_BYTES)
      const length = await reader.fill(head)
      const { format, start } = recogniseHead(path, head.subarray(0, length), reader)
      const source = new CompressedSource(path, file, decompress, reader, new CaptureChunk(format, start))
      const rest = head.subarray(start, length)
      source.chunk.room().set(rest)
      source.chunk.added(rest.length)
      return source
    } catch (error) {
      closeSync(file.descriptor)
      throw error
    }
  }

  private constructor(
    path: string,
    { descriptor, size }: OpenFile,
    decompress: Decompress,
    reader: PieceReader,
    chunk: CaptureChunk,
  ) {
    this.name = basename(path)
    this.descriptor = descriptor
    this.size = size
    this.decompress = decompress
    this.reader = reader
    this.chunk = chunk
    this.format = chunk.format
  }

  get done(): number {
    return this.reader.done
  }

  /** Decompresses all of it, so that the capture is the same capture before and after it was compressed. */
  async fingerprint(): Promise<string> {
    const stream = new StreamFingerprint()
    const reader = new PieceReader(this.descriptor, this.decompress)
    for (let piece = await reader.piece(); piece !== undefined; piece = await reader.piece()) stream.add(piece)
    return stream.digest()
  }

  async next(): Promise<PacketBatch | undefined> {
    for (;;) {
      const batch = this.chunk.next()
      if (batch !== undefined) return batch
      if (this.format.damage !== undefined || !(await this.fill())) break
    }
    this.sayWhoseOffset()
    return undefined
  }

  close(): void {
    closeSync(this.descriptor)
  }

  private async fill(): Promise<boolean> {
    const { chunk, reader, format } = this
    const count = await reader.fill(chunk.room())
    chunk.added(count)
    if (count > 0) return true
    if (reader.fault === '') chunk.finish()
    else format.damage = { offset: chunk.position, reason: reader.fault }
    return false
  }

  private sayWhoseOffset(): void {
    const { damage } = this.format
    if (damage === undefined || damage.reason.endsWith(OF_DECOMPRESSED)) return
    this.format.damage = { offset: damage.offset, reason: `${damage.reason}${OF_DECOMPRESSED}` }
  }
}

const OF_DECOMPRESSED = ' (byte of the decompressed data)'

function recogniseHead(path: string, head: Uint8Array, reader: PieceReader) {
  if (reader.fault === '' || head.length === HEAD_BYTES) return recogniseFormat(path, head)
  const message = `${path}: byte ${head.length} of the decompressed data: ${reader.fault}; nothing can be read of it`
  throw new CaptureError('SIGHTLINE_CAPTURE_NOT_A_CAPTURE', message)
}

/** Decompressed bytes on demand, and why they ended. */
class PieceReader {
  /** Compressed bytes read. */
  done = 0
  /** '' unless the data is damaged. */
  fault = ''
  private readonly pieces: AsyncGenerator<Uint8Array>
  private rest: Uint8Array = new Uint8Array(0)

  constructor(descriptor: number, decompress: Decompress) {
    this.pieces = decompress({
      read: (position, length) => {
        const bytes = new Uint8Array(length)
        const count = readSync(descriptor, bytes, 0, length, position)
        this.done = Math.max(this.done, position + count)
        return bytes.subarray(0, count)
      },
    })
  }

  /** Fills `target` as far as there is data; returns how far. */
  async fill(target: Uint8Array): Promise<number> {
    let filled = 0
    while (filled < target.length) {
      if (this.rest.length === 0) this.rest = (await this.piece()) ?? this.rest
      if (this.rest.length === 0) break
      const part = this.rest.subarray(0, target.length - filled)
      target.set(part, filled)
      filled += part.length
      this.rest = this.rest.subarray(part.length)
    }
    return filled
  }

  /** The next piece; undefined at the end, or where the data is damaged. */
  async piece(): Promise<Uint8Array | undefined> {
    if (this.fault !== '') return undefined
    try {
      const { value, done } = await this.pieces.next()
      return done === true ? undefined : value
    } catch (error) {
      this.fault = (error as Error).message
      return undefined
    }
  }
}
