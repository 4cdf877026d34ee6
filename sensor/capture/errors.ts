export type CaptureErrorCode =
  | 'SIGHTLINE_CAPTURE_MISSING'
  | 'SIGHTLINE_CAPTURE_NOT_A_FILE'
  | 'SIGHTLINE_CAPTURE_UNREADABLE'
  | 'SIGHTLINE_CAPTURE_NOT_A_CAPTURE'
  | 'SIGHTLINE_CAPTURE_COMPRESSION'

/** A capture that cannot be read at all. The message is one line that names the file and says what to do. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
  readonly code: CaptureErrorCode

  constructor(code: CaptureErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
