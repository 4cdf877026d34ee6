import { capwapInside } from './capwap.ts'
import type { Frame } from './frame.ts'
import { geneveInside } from './geneve.ts'
import { gtpInside } from './gtp.ts'
import { l2tpInUdpInside } from './l2tp.ts'
import { mplsInUdpInside } from './mpls.ts'
import { teredoInside } from './teredo.ts'
import { tzspInside } from './tzsp.ts'
import { vxlanGpeInside, vxlanInside } from './vxlan.ts'
import { zepInside } from './zep.ts'

const PORT_L2TP = 1701
const PORT_GTP = 2152
const PORT_TEREDO = 3544
const PORT_VXLAN = 4789
const PORT_VXLAN_GPE = 4790
const PORT_CAPWAP = 5247
const PORT_GENEVE = 6081
const PORT_MPLS = 6635
/** VXLAN before it had a port of its own, and still Linux's default. */
const PORT_VXLAN_OLD = 8472
const PORT_ZEP = 17754
const PORT_TZSP = 37008

/** 1 for a port of these. One table, since every datagram asks it. */
const IS_CARRIER = new Uint8Array(0x10000)
for (const port of [
  PORT_L2TP,
  PORT_GTP,
  PORT_TEREDO,
  PORT_VXLAN,
  PORT_VXLAN_GPE,
  PORT_CAPWAP,
  PORT_GENEVE,
  PORT_MPLS,
  PORT_VXLAN_OLD,
  PORT_ZEP,
  PORT_TZSP,
]) {
  IS_CARRIER[port] = 1
}

export function isUdpCarrier(sourcePort: number, targetPort: number): boolean {
  return ((IS_CARRIER[sourcePort] as number) | (IS_CARRIER[targetPort] as number)) !== 0
}

/** Looks behind the UDP ports that carry other frames: a port alone is never believed. */
export function carryByUdp(view: DataView, at: number, end: number, frame: Frame): void {
  switch (frame.targetPort) {
    case PORT_VXLAN:
    case PORT_VXLAN_OLD:
      vxlanInside(view, at, end, frame)
      return
    case PORT_VXLAN_GPE:
      vxlanGpeInside(view, at, end, frame)
      return
    case PORT_GENEVE:
      geneveInside(view, at, end, frame)
      return
    case PORT_MPLS:
      mplsInUdpInside(view, at, end, frame)
      return
    case PORT_ZEP:
      zepInside(view, at, end, frame)
      return
    case PORT_TZSP:
      tzspInside(view, at, end, frame)
      return
    default:
      carryBothWays(view, at, end, frame.targetPort, frame)
      if (frame.inside === 0) carryBothWays(view, at, end, frame.sourcePort, frame)
  }
}

/** Those whose answers come from the same port. */
function carryBothWays(view: DataView, at: number, end: number, port: number, frame: Frame): void {
  switch (port) {
    case PORT_CAPWAP:
      capwapInside(view, at, end, frame)
      return
    case PORT_TEREDO:
      teredoInside(view, at, end, frame)
      return
    case PORT_GTP:
      gtpInside(view, at, end, frame)
      return
    case PORT_L2TP:
      l2tpInUdpInside(view, at, end, frame)
      return
    default:
  }
}
