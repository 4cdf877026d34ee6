/*
 * CDP, the Cisco Discovery Protocol, versions 1 and 2. Big-endian. SNAP 00-00-0C, 0x2000, to 01-00-0C-CC-CC-CC.
 * There is no standard; the layout is Cisco's ("Cisco Discovery Protocol Configuration Guide").
 */
import { defineDissector } from '../kit/dissector.ts'
import { type DiscoveryState, discoveryOf } from './discovery-message.ts'

export const cdp = defineDissector<DiscoveryState>(
  discoveryOf('cdp', 'Cisco Discovery Protocol', 0x000c2000, {
    decodes: 'versions 1 and 2',
    identity: 'device, platform, software, port, capabilities, addresses, native VLAN, VTP domain, location',
    missing: 'cluster, power and EnergyWise TLVs',
  }),
)
