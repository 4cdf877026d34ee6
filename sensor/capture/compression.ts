import { gunzip } from './gunzip.ts'
import { unzstd } from './zstd/unzstd.ts'

/** The bytes of a compressed file; `read` gives fewer than asked for at its end. */
export interface Compressed {
  read(position: number, length: number): Uint8Array
}

/** One way in which captures come compressed, known by the first bytes of the file. */
export interface Compression {
  readonly magic: RegExp
  /** Gives the data piece by piece and, after the last good byte of damaged data, throws the reason. */
  readonly decompress: (file: Compressed) => AsyncGenerator<Uint8Array>
}

/** Bytes at the head of a file that tell its compression. */
export const MAGIC_BYTES = 4

const COMPRESSIONS: readonly Compression[] = [
  { magic: /^1f8b/, decompress: gunzip },
  // RFC 8878 section 3.1.1, or a skippable frame (section 3.1.2), with which pzstd begins.
  { magic: /^(28b52ffd|5.2a4d18)/, decompress: unzstd },
]

/** The compression of a file that begins with these bytes; undefined when it is none known. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  const hex = Buffer.from(head).toString('hex')
  return COMPRESSIONS.find(({ magic }) => magic.test(hex))
}
