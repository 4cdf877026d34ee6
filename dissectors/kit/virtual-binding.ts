import { macText } from './address-text.ts'
import type { MessageInfo, Sink } from './dissector.ts'

/**
 * Binds an address that routers share to their virtual MAC address, where the message came from there: routers can also be
 * set up to use their own one, and then the virtual one is nowhere.
 */
export function bindVirtual(virtualMac: number, ip: string, info: MessageInfo, sink: Sink): void {
  if (info.sourceMac === virtualMac) sink.observe({ kind: 'binding', mac: macText(virtualMac), ip })
}
