import { ApiError } from '../api/errors.ts'
import { type ListenAddress, parseListenAddress } from '../api/listen-address.ts'
import { CliError } from './cli-error.ts'
import type { LoadedConfig } from './config.ts'

/** Where to listen. @throws CliError that says from where a wrong address comes */
export function checkedListen({ config, origins }: LoadedConfig): ListenAddress {
  try {
    return parseListenAddress(config.serve.listen)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new CliError('SIGHTLINE_CONFIG_INVALID', `${origins['serve.listen']}: serve.listen: ${error.message}`)
  }
}
