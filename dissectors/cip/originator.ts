import type { Sink } from '../kit/dissector.ts'
import type { CipState } from './cip-state.ts'
import { addVendor, type Facts, hex32 } from './device-identity.ts'

/**
 * Reports who opens a connection, once. The serial number is that of the node which originates it, Volume 1, section
 * 3-5.5.2: a controller behind the module whose address is seen, or a driver. It never is that of the host itself.
 */
export function observeOriginator(vendor: number, serial: number, message: string, state: CipState, sink: Sink): void {
  if (vendor === state.clientVendor && serial === state.clientSerial) return
  state.clientVendor = vendor
  state.clientSerial = serial
  // Software that has no identity of its own fills these with zeros.
  if (vendor === 0) return
  const facts: Facts = {}
  addVendor(facts, vendor)
  if (serial !== 0) facts.originator = `vendor ${facts['vendor-id']} serial ${hex32(serial)}`
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message, facts })
}
