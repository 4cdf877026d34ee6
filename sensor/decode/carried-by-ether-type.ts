import {
  ETHERTYPE_BACKBONE,
  ETHERTYPE_CISCO_METADATA,
  ETHERTYPE_EDSA,
  ETHERTYPE_FABRICPATH,
  ETHERTYPE_HSR,
  ETHERTYPE_JUMBO_LLC,
  ETHERTYPE_MACSEC,
  ETHERTYPE_MPLS,
  ETHERTYPE_MPLS_UPSTREAM,
  ETHERTYPE_NSH,
  ETHERTYPE_PPPOE_SESSION,
  ETHERTYPE_VNTAG,
} from './ether-types.ts'
import type { Frame } from './frame.ts'
import { decodeLlc } from './llc.ts'
import { macsecInside } from './macsec.ts'
import { mplsInside } from './mpls.ts'
import { nshInside, servicePathOf } from './nsh.ts'
import { pppoeInside } from './ppp.ts'
import { hsrInside } from './redundancy.ts'
import { backboneInside, ciscoMetadataInside, edsaInside, fabricPathInside, vntagInside } from './switch-tags.ts'
import { TUNNELS } from './tunnels.ts'

/** 1 for an EtherType of those below. One table, since every link-layer message asks it. */
const IS_CARRIER = new Uint8Array(0x10000)
for (const type of [
  ETHERTYPE_MPLS,
  ETHERTYPE_MPLS_UPSTREAM,
  ETHERTYPE_PPPOE_SESSION,
  ETHERTYPE_JUMBO_LLC,
  ETHERTYPE_MACSEC,
  ETHERTYPE_BACKBONE,
  ETHERTYPE_FABRICPATH,
  ETHERTYPE_CISCO_METADATA,
  ETHERTYPE_VNTAG,
  ETHERTYPE_HSR,
  ETHERTYPE_EDSA,
  ETHERTYPE_NSH,
]) {
  IS_CARRIER[type] = 1
}

export function isEtherTypeCarrier(type: number): boolean {
  return IS_CARRIER[type] === 1
}

/** Looks behind the EtherTypes that carry other frames. */
export function carryByEtherType(view: DataView, at: number, end: number, type: number, frame: Frame): void {
  switch (type) {
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_UPSTREAM:
      mplsInside(view, at, end, frame)
      return
    case ETHERTYPE_PPPOE_SESSION:
      pppoeInside(view, at, end, frame)
      return
    case ETHERTYPE_JUMBO_LLC:
      decodeLlc(view, at, end, frame)
      return
    case ETHERTYPE_MACSEC:
      macsecInside(view, at, end, frame)
      return
    case ETHERTYPE_BACKBONE:
      backboneInside(view, at, end, frame)
      return
    case ETHERTYPE_FABRICPATH:
      fabricPathInside(frame, at, end)
      return
    case ETHERTYPE_CISCO_METADATA:
      ciscoMetadataInside(view, at, end, frame)
      return
    case ETHERTYPE_VNTAG:
      vntagInside(view, at, end, frame)
      return
    case ETHERTYPE_HSR:
      hsrInside(view, at, end, frame)
      return
    case ETHERTYPE_EDSA:
      edsaInside(view, at, end, frame)
      return
    case ETHERTYPE_NSH:
      nshInside(view, at, end, frame, TUNNELS.nsh, servicePathOf(view, at, end))
      return
    default:
  }
}
