import { closeSync, fstatSync, openSync } from 'node:fs'
import { CaptureError } from './errors.ts'

export interface OpenFile {
  readonly descriptor: number
  readonly size: number
}

/**
 * Opens a file for reading.
 * @throws CaptureError when there is none, or it is no file
 */
export function openFile(path: string): OpenFile {
  const descriptor = openDescriptor(path)
  const status = fstatSync(descriptor)
  if (status.isFile()) return { descriptor, size: status.size }
  closeSync(descriptor)
  throw new CaptureError('SIGHTLINE_CAPTURE_NOT_A_FILE', `${path}: is not a file; name a capture file`)
}

function openDescriptor(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') {
      throw new CaptureError('SIGHTLINE_CAPTURE_MISSING', `${path}: no such file; check the name`)
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new CaptureError(
        'SIGHTLINE_CAPTURE_UNREADABLE',
        `${path}: permission denied; make it readable for this user`,
      )
    }
    throw new CaptureError('SIGHTLINE_CAPTURE_UNREADABLE', `${path}: cannot be opened: ${(error as Error).message}`)
  }
}
