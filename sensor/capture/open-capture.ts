import { closeSync, readSync } from 'node:fs'
import type { CaptureSource } from './capture-source.ts'
import { CompressedSource } from './compressed-source.ts'
import { compressionOf, MAGIC_BYTES } from './compression.ts'
import { CaptureError } from './errors.ts'
import { FileSource } from './file-source.ts'
import { openFile } from './open-file.ts'
import { isFormatMagic } from './recognise-format.ts'

/**
 * Opens a capture file, compressed or not, by what it begins with and not by its name.
 * @throws CaptureError when there is no such file, or it is no capture
 */
export async function openCapture(path: string): Promise<CaptureSource> {
  const compression = compressionOf(headOf(path))
  if (compression === undefined) return new FileSource(path)
  return await CompressedSource.open(path, compression.decompress)
}

/** Whether a file begins as a capture does, or as something compressed; not when it is empty or gone. */
export function looksLikeCapture(path: string): boolean {
  try {
    const head = headOf(path)
    return head.length === MAGIC_BYTES && (compressionOf(head) !== undefined || isFormatMagic(head))
  } catch (error) {
    if (error instanceof CaptureError) return false
    throw error
  }
}

function headOf(path: string): Uint8Array {
  const { descriptor } = openFile(path)
  const head = new Uint8Array(MAGIC_BYTES)
  try {
    return head.subarray(0, readSync(descriptor, head, 0, head.length, 0))
  } finally {
    closeSync(descriptor)
  }
}
