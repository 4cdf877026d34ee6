/*
 * gzip (RFC 1952), of one member or several, by way of zlib. zlib throws away what a write produced before the fault in
 * it, so the write at fault is repeated byte by byte: all that can be decompressed is delivered.
 */
import { createGunzip } from 'node:zlib'
import type { Compressed } from './compression.ts'

/** Compressed bytes of one write: of them at most a thousandfold waits in memory (deflate reaches 1032 to 1). */
const WRITE_BYTES = 1 << 14

/**
 * The decompressed bytes of a gzip file, piece by piece.
 * @throws Error with the reason, after the last good byte, when the data is cut short or damaged
 */
export async function* gunzip(file: Compressed): AsyncGenerator<Uint8Array> {
  const member = new Gunzip()
  let delivered = 0
  for (let at = 0; !member.hasEnded; ) {
    const bytes = file.read(at, WRITE_BYTES)
    if (bytes.length === 0) break
    try {
      await member.write(bytes)
    } catch (error) {
      yield* untilFault(file, at, delivered)
      throw new Error(`the gzip data is damaged: ${(error as Error).message}`)
    }
    at += bytes.length
    for (const piece of member.take()) {
      delivered += piece.length
      yield piece
    }
  }
  await member.finish()
}

/** What the write at `faultyAt` gives before its fault, without the `skipped` bytes that were delivered before. */
async function* untilFault(file: Compressed, faultyAt: number, skipped: number): AsyncGenerator<Uint8Array> {
  const again = new Gunzip()
  let left = skipped
  for (let at = 0; ; ) {
    const bytes = file.read(at, at < faultyAt ? WRITE_BYTES : 1)
    try {
      await again.write(bytes)
    } catch {
      return
    }
    at += bytes.length
    for (const piece of again.take()) {
      if (piece.length > left) yield piece.subarray(left)
      left = Math.max(0, left - piece.length)
    }
  }
}

class Gunzip {
  hasEnded = false
  private readonly stream = createGunzip({ chunkSize: 1 << 16 })
  private pieces: Uint8Array[] = []
  private fault: Error | undefined
  private wake: () => void = () => undefined

  constructor() {
    this.stream
      .on('data', (piece: Uint8Array) => this.pieces.push(piece))
      .on('error', (error) => {
        this.fault = error
        this.wake()
      })
      // Before the file's end it means that zeros follow the last member: padding, as tapes have it.
      .on('end', () => {
        this.hasEnded = true
        this.wake()
      })
  }

  /** Resolves when all that these bytes give is there to be taken. */
  async write(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve
      this.stream.write(bytes, () => resolve())
    })
    if (this.fault !== undefined) throw this.fault
    while (this.stream.read() !== null);
  }

  take(): readonly Uint8Array[] {
    const { pieces } = this
    this.pieces = []
    return pieces
  }

  async finish(): Promise<void> {
    if (this.hasEnded) return
    await new Promise<void>((resolve) => {
      this.wake = resolve
      this.stream.end()
    })
    if (this.fault !== undefined) throw new Error('the gzip data is cut short')
  }
}
