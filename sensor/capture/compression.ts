import { gunzip } from './gunzip.ts'

/** The bytes of a compressed file; `read` gives fewer than asked for at its end. */
export interface Compressed {
  read(position: number, length: number): Uint8Array
}

/** One way in which captures come compressed, known by the first bytes of the file. */
export interface Compression {
  readonly name: string
  readonly magic: string
  /** How a person decompresses it; said where `decompress` is missing. */
  readonly command: string
  /** Gives the data piece by piece and, after the last good byte of damaged data, throws the reason. */
  readonly decompress: ((file: Compressed) => AsyncGenerator<Uint8Array>) | undefined
}

/** Bytes at the head of a file that tell its compression. */
export const MAGIC_BYTES = 4

const COMPRESSIONS: readonly Compression[] = [
  { name: 'gzip', magic: '1f8b', command: 'gzip -d', decompress: gunzip },
  // RFC 8878 section 3.1.1. Node.js 20 has no zstd of its own.
  { name: 'zstd', magic: '28b52ffd', command: 'zstd -d', decompress: undefined },
]

/** The compression of a file that begins with these bytes; undefined when it is none known. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  const hex = Buffer.from(head).toString('hex')
  return COMPRESSIONS.find(({ magic }) => hex.startsWith(magic))
}
