import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { hex16 } from './function-codes.ts'
import type { Facts } from './profinet-state.ts'
import { vendorName } from './vendors.ts'

/** The side that sent a message. */
export function senderOf(info: MessageInfo): Side {
  return info.direction === 'to-server' ? 'client' : 'server'
}

/** The side that a message was sent to. */
export function receiverOf(info: MessageInfo): Side {
  return info.direction === 'to-server' ? 'server' : 'client'
}

/** Says facts, when there are any. */
export function say(of: Side, module: string, message: string, facts: Facts, sink: Pick<Sink, 'observe'>): void {
  if (Object.keys(facts).length > 0) sink.observe({ kind: 'identity', of, about: '', module, message, facts })
}

/** Adds a vendor id and, where it is known, the maker's name. */
export function addVendor(facts: Facts, vendorId: number): void {
  facts['vendor-id'] = hex16(vendorId)
  const vendor = vendorName(vendorId)
  if (vendor !== '') facts.vendor = vendor
}
