/* NT status codes: MS-ERREF, 2.3. */
export const STATUS_PENDING = 0x103
/** A sign-in goes on. */
export const STATUS_MORE_PROCESSING = 0xc000_0016

/** 2.3: the two top bits say 'error'; a warning is that of a list that has ended, or a buffer that was too small. */
export function isError(status: number): boolean {
  return status >= 0xc000_0000 && status !== STATUS_MORE_PROCESSING
}
