/** Why a command cannot do what was asked. */
export const CLI_CODES = [
  'SIGHTLINE_CONFIG_INVALID',
  'SIGHTLINE_CONFIG_MISSING',
  'SIGHTLINE_INPUT',
  'SIGHTLINE_INTENDED_INVALID',
  'SIGHTLINE_INTENDED_NOTHING',
  'SIGHTLINE_OUTPUT',
  'SIGHTLINE_SERVER',
  'SIGHTLINE_USAGE',
] as const
export type CliCode = (typeof CLI_CODES)[number]

/** An operational failure of a command: one line that says what to do. */
export class CliError extends Error {
  readonly code: CliCode

  constructor(code: CliCode, message: string) {
    super(message)
    this.name = 'CliError'
    this.code = code
  }
}
