/*
 * The part of the tree that a message is about: a group of MIB-2, the objects of a manufacturer, or what else there is by
 * its first numbers. So a walk through a device is one operation per area, not one per object.
 * RFC 1213 and its successors (1.3.6.1.2.1.N); RFC 2578, clause 4 (1.3.6.1.4.1.N: enterprises).
 */
import { enterpriseName } from './enterprises.ts'
import { dotted, isUnder, numberAt, numberEnd } from './object-identifier.ts'

const MIB_2 = [0x2b, 6, 1, 2, 1]
const ENTERPRISES = [0x2b, 6, 1, 4, 1]
const INTERNET = [0x2b, 6, 1]
/** Numbers of other identifiers that name the area. */
const OTHER_NUMBERS = 6

const GROUPS: Readonly<Record<number, string>> = {
  1: 'system',
  2: 'interfaces',
  3: 'at',
  4: 'ip',
  5: 'icmp',
  6: 'tcp',
  7: 'udp',
  8: 'egp',
  10: 'transmission',
  11: 'snmp',
  14: 'ospf',
  15: 'bgp',
  16: 'rmon',
  17: 'bridge',
  25: 'host',
  26: 'mau',
  31: 'ifMIB',
  33: 'ups',
  43: 'printer',
  47: 'entityMIB',
  99: 'entitySensorMIB',
  105: 'powerEthernet',
}

/** Where the bytes end that make the area of the identifier in `view[from, to)`. */
export function areaEnd(view: DataView, from: number, to: number): number {
  let at = from
  const numbers = isUnder(view, from, to, MIB_2) || isUnder(view, from, to, ENTERPRISES) ? 6 : OTHER_NUMBERS
  for (let i = 0; i < numbers; i++) at = numberEnd(view, at, to)
  return at
}

/** snmpTraps, 1.3.6.1.6.3.1.1.5.N: those of version 1, counted from 1 (RFC 3418, RFC 3584, clause 3). */
const SNMP_TRAPS = [0x2b, 6, 1, 6, 3, 1, 1, 5]
const TRAPS = ['coldStart', 'warmStart', 'linkDown', 'linkUp', 'authenticationFailure', 'egpNeighborLoss']

/** What a trap is about: one of those that every agent has, by its name, or the identifier of its maker. */
export function trapText(view: DataView, from: number, to: number, generic: number): string {
  const number = isUnder(view, from, to, SNMP_TRAPS) ? numberAt(view, from + SNMP_TRAPS.length, to) - 1 : generic
  return TRAPS[number] ?? dotted(view, from, to)
}

export function areaText(view: DataView, from: number, to: number): string {
  const end = areaEnd(view, from, to)
  const last = from + MIB_2.length
  if (isUnder(view, from, end, MIB_2) && end > last) {
    const group = numberAt(view, last, end)
    return GROUPS[group] ?? `mib-2.${group}`
  }
  if (isUnder(view, from, end, ENTERPRISES) && end > last) {
    const enterprise = numberAt(view, last, end)
    const name = enterpriseName(enterprise)
    return name === '' ? `enterprise ${enterprise}` : `enterprise ${enterprise} (${name})`
  }
  const text = dotted(view, from, end)
  return isUnder(view, from, to, INTERNET) ? text : `oid ${text}`
}
