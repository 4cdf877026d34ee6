/*
 * FDP, the Foundry (Brocade, Ruckus) Discovery Protocol. Big-endian. SNAP 00-E0-52, 0x2000, to 01-E0-52-CC-CC-CC.
 * There is no standard; its layout and first six TLVs are those of CDP ("Foundry Switch and Router Configuration Guide").
 */
import { defineDissector } from '../kit/dissector.ts'
import { type DiscoveryState, discoveryOf } from './discovery-message.ts'

export const fdp = defineDissector<DiscoveryState>(
  discoveryOf('fdp', 'Foundry Discovery Protocol', 0xe0522000, {
    decodes: 'devices and their ports',
    identity: 'device, platform, software, port, addresses',
    missing: 'VLAN maps and tags',
  }),
)
