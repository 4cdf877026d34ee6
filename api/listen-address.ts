import { ApiError } from './errors.ts'
import { isLoopback, splitHost } from './loopback.ts'

/** Where to listen. */
export interface ListenAddress {
  /** An address, without brackets. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

const MAX_PORT = 65_535

/** Reads `host:port`. Until there is access control, only the addresses of this machine itself are accepted. */
export function parseListenAddress(text: string): ListenAddress {
  const parts = splitHost(text)
  if (parts === undefined || parts.port === '' || Number(parts.port) > MAX_PORT) {
    throw new ApiError(
      'SIGHTLINE_API_BAD_ADDRESS',
      `"${text}" is no address to listen on; give one like 127.0.0.1:8440`,
    )
  }
  const { host, port } = parts
  if (!isLoopback(host)) {
    const message = `"${text}" can be reached from other machines, and this version has no access control: listen on 127.0.0.1, [::1] or localhost, and reach it from elsewhere through SSH (ssh -L)`
    throw new ApiError('SIGHTLINE_API_NOT_LOOPBACK', message)
  }
  // Not left to the resolver, whose answer for localhost is a matter of configuration.
  const address = host.toLowerCase() === 'localhost' ? '127.0.0.1' : host.replace(/^\[(.*)\]$/, '$1')
  return { host: address, port: Number(port) }
}
