/** Why the API cannot be served. */
export type ApiCode =
  | 'SIGHTLINE_API_BAD_ADDRESS'
  | 'SIGHTLINE_API_NOT_LOOPBACK'
  | 'SIGHTLINE_API_ADDRESS_IN_USE'
  | 'SIGHTLINE_API_NO_ACCESS'

/** The API cannot be served as it was asked for: one line that says what to do. */
export class ApiError extends Error {
  readonly code: ApiCode

  constructor(code: ApiCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ApiError'
    this.code = code
  }
}
