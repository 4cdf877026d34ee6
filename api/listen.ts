import type { FastifyInstance } from 'fastify'
import { ApiError } from './errors.ts'
import type { ListenAddress } from './listen-address.ts'

/** Serves `app` at an address, and returns its URL. */
export async function listen(app: FastifyInstance, { host, port }: ListenAddress): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') {
      const message = `${host} port ${port} is in use; stop what listens there, or choose another port with --listen`
      throw new ApiError('SIGHTLINE_API_ADDRESS_IN_USE', message, error)
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      const message = `this user cannot listen on ${host} port ${port}; choose another one with --listen (1024 or above)`
      throw new ApiError('SIGHTLINE_API_NO_ACCESS', message, error)
    }
    throw error
  }
}
