export type CaptureErrorCode =
  | 'SIGHTLINE_CAPTURE_MISSING'
  | 'SIGHTLINE_CAPTURE_NOT_A_FILE'
  | 'SIGHTLINE_CAPTURE_UNREADABLE'
  | 'SIGHTLINE_CAPTURE_NOT_A_CAPTURE'
  | 'SIGHTLINE_CAPTURE_NO_PCAP'
  | 'SIGHTLINE_CAPTURE_NO_KOFFI'
  | 'SIGHTLINE_CAPTURE_NO_LIBPCAP'
  | 'SIGHTLINE_CAPTURE_NO_INTERFACE'
  | 'SIGHTLINE_CAPTURE_INTERFACE_DOWN'
  | 'SIGHTLINE_CAPTURE_NO_RIGHTS'
  | 'SIGHTLINE_CAPTURE_BAD_FILTER'
  | 'SIGHTLINE_CAPTURE_CANNOT_OPEN'
  | 'SIGHTLINE_CAPTURE_CANNOT_HARDEN'
  | 'SIGHTLINE_CAPTURE_ANALYSIS_STOPPED'

/** A capture that cannot be read at all. The message is one line that names it and says what to do. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
  readonly code: CaptureErrorCode

  constructor(code: CaptureErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
