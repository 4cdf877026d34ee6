/*
 * What TLVs of EDP say of redundancy: EAPS (rings; RFC 3619 describes it, its frames are Extreme's own) and ESRP (switches that
 * stand in for each other). There is no standard of either frame; the layout as Extreme's switches and tshark show it.
 */
import { ipText } from '../kit/address-text.ts'
import type { Sink } from '../kit/dissector.ts'
import type { OperationClass, Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'

export const RING_TLV = { esrp: 8, eaps: 11 } as const
/** From the value of the TLV. Behind the state of EAPS comes a number that every message has of its own. */
const EAPS = { type: 1, vlan: 2, state: 18, length: 19 } as const
const ESRP = { group: 1, priority: 2, state: 4, address: 8, length: 22 } as const
/** RFC 3619 clause 3: the master's health goes round the ring; a broken link is told, and tables are flushed. */
const EAPS_TYPES: Readonly<Record<number, readonly [name: string, operationClass: OperationClass]>> = {
  5: ['health', 'diagnose'],
  6: ['ring up, flush', 'alarm'],
  7: ['ring down, flush', 'alarm'],
  8: ['link down', 'alarm'],
}
const EAPS_STATES = ['idle', 'complete', 'failed', 'links up', 'links down', 'pre-forwarding']
const ESRP_STATES = ['', 'master', 'slave']
const ESRP_CODE = 0x200
const EAPS_CODE = 0x100

/** Code of a message whose first TLV is one of these; 0 for any other. */
export function ringCode(type: number, view: DataView, at: number, length: number): number {
  if (type === RING_TLV.esrp && length >= ESRP.length) return ESRP_CODE
  return type === RING_TLV.eaps && length >= EAPS.length ? EAPS_CODE + view.getUint8(at + EAPS.type) : 0
}

export function ringClass(code: number): OperationClass {
  return code === ESRP_CODE ? 'diagnose' : (EAPS_TYPES[code - EAPS_CODE]?.[1] ?? 'unknown')
}

export function describeRing(code: number): { function: string; name: string } {
  if (code === ESRP_CODE) return { function: 'esrp', name: 'ESRP' }
  const type = code - EAPS_CODE
  return { function: `eaps ${type}`, name: `EAPS ${EAPS_TYPES[type]?.[0] ?? `type ${type}`}` }
}

/** Which ring or group a message is about. */
export function ringTarget(code: number, view: DataView, at: number): string {
  return code === ESRP_CODE
    ? `group ${view.getUint8(at + ESRP.group)}`
    : `control VLAN ${view.getUint16(at + EAPS.vlan)}`
}

/** How much of the value is the same as long as nothing happens. */
export function ringNewsLength(code: number): number {
  return code === ESRP_CODE ? ESRP.length : EAPS.length
}

export function sayRing(code: number, view: DataView, at: number, of: Side, sink: Sink): void {
  if (code === ESRP_CODE) {
    sayEsrp(view, at, of, sink)
    return
  }
  const state = EAPS_STATES[view.getUint8(at + EAPS.state)] ?? ''
  const facts = {
    redundancy: `EAPS ring of control VLAN ${view.getUint16(at + EAPS.vlan)}`,
    state: state === '' ? '' : `EAPS ${state}`,
  }
  sayFacts(of, '', 'EAPS', facts, sink)
}

function sayEsrp(view: DataView, at: number, of: Side, sink: Sink): void {
  const group = view.getUint8(at + ESRP.group)
  const state = ESRP_STATES[view.getUint16(at + ESRP.state)] ?? ''
  const part = state === '' ? '' : ` ${state}`
  const redundancy = `ESRP group ${group}${part}, priority ${view.getUint16(at + ESRP.priority)}`
  sayFacts(of, '', 'ESRP', { redundancy }, sink)
  const address = view.getUint32(at + ESRP.address)
  if (address === 0) return
  sayFacts(of, ipText(address), 'ESRP', { redundancy: `virtual address of ESRP group ${group}` }, sink)
}
