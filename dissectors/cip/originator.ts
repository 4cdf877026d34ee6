import type { Sink } from '../kit/dissector.ts'
import type { CipState } from './cip-state.ts'
import { addVendor, type Facts, hex32 } from './device-identity.ts'

/** Reports what a client says of itself when it opens a connection, once. */
export function observeOriginator(vendor: number, serial: number, message: string, state: CipState, sink: Sink): void {
  if (vendor === state.clientVendor && serial === state.clientSerial) return
  state.clientVendor = vendor
  state.clientSerial = serial
  // Software that has no identity of its own fills these with zeros.
  if (vendor === 0) return
  const facts: Facts = {}
  addVendor(facts, vendor)
  if (serial !== 0) facts.serial = hex32(serial)
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message, facts })
}
