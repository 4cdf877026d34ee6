import { closeSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { CaptureChunk } from './capture-chunk.ts'
import type { CaptureFormat } from './capture-format.ts'
import type { CaptureSource } from './capture-source.ts'
import { FINGERPRINT_BYTES, fingerprint } from './fingerprint.ts'
import { openFile } from './open-file.ts'
import type { PacketBatch } from './packet-batch.ts'
import { HEAD_BYTES, recogniseFormat } from './recognise-format.ts'

/** A capture file, read in large chunks straight into one packet batch. */
export class FileSource implements CaptureSource {
  readonly name: string
  readonly size: number
  readonly format: CaptureFormat
  private readonly descriptor: number
  private readonly chunk: CaptureChunk

  /** @throws CaptureError when there is no such file, or it is no capture. */
  constructor(path: string) {
    this.name = basename(path)
    const { descriptor, size } = openFile(path)
    this.descriptor = descriptor
    this.size = size
    try {
      const { format, start } = recogniseFormat(path, this.read(HEAD_BYTES, 0))
      this.format = format
      this.chunk = new CaptureChunk(format, start)
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  }

  get done(): number {
    return this.chunk.position
  }

  fingerprint(): string {
    const length = Math.min(FINGERPRINT_BYTES, this.size)
    return fingerprint(this.size, this.read(length, 0), this.read(length, this.size - length))
  }

  next(): PacketBatch | undefined {
    for (;;) {
      const batch = this.chunk.next()
      if (batch !== undefined) return batch
      if (this.format.damage !== undefined || !this.fill()) return undefined
    }
  }

  close(): void {
    closeSync(this.descriptor)
  }

  /** Reads on; false at the end of the file. */
  private fill(): boolean {
    const { chunk, format } = this
    const room = chunk.room()
    try {
      const count = readSync(this.descriptor, room, 0, room.length, chunk.position)
      chunk.added(count)
      if (count > 0) return true
    } catch (error) {
      format.damage = { offset: chunk.position, reason: `the disk failed to read it: ${(error as Error).message}` }
    }
    chunk.finish()
    return false
  }

  private read(length: number, position: number): Uint8Array {
    const bytes = new Uint8Array(length)
    return bytes.subarray(0, readSync(this.descriptor, bytes, 0, length, position))
  }
}
