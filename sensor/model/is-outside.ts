import type { AddressEntry } from './delta.ts'
import { isPublicIp } from './ip-scope.ts'

/** Public addresses without a MAC of their own: behind a router, elsewhere. */
export function isOutside(addresses: readonly AddressEntry[]): boolean {
  return addresses.length > 0 && addresses.every(({ kind, value }) => kind !== 'mac' && isPublicIp(value))
}
