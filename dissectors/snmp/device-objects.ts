/*
 * Objects beside the system group by which a device says what it is. RFC 3805 (Printer-MIB, prtGeneralTable), RFC 1628
 * (UPS-MIB, upsIdent), IEEE 802.1AB-2016 clause 11 (LLDP-MIB, lldpLocalSystemData).
 */
import type { Fact } from '../kit/observation.ts'
import { isUnder, numberAt } from './object-identifier.ts'

interface DeviceGroup {
  readonly prefix: readonly number[]
  /** By the last number before the index. A name that people gave a part of the device is none of the host. */
  readonly facts: Readonly<Record<number, readonly [fact: Fact, message: string]>>
  /** Rows of a table, of which the first that is seen counts; else there is only instance 0. */
  readonly isTable: boolean
}

const GROUPS: readonly DeviceGroup[] = [
  {
    prefix: [0x2b, 6, 1, 2, 1, 43, 5, 1, 1],
    facts: { 16: ['description', 'SNMP prtGeneralPrinterName'], 17: ['serial', 'SNMP prtGeneralSerialNumber'] },
    isTable: true,
  },
  {
    prefix: [0x2b, 6, 1, 2, 1, 33, 1, 1],
    facts: {
      1: ['vendor', 'SNMP upsIdentManufacturer'],
      2: ['model', 'SNMP upsIdentModel'],
      3: ['firmware', 'SNMP upsIdentUPSSoftwareVersion'],
      4: ['software', 'SNMP upsIdentAgentSoftwareVersion'],
      5: ['description', 'SNMP upsIdentName'],
    },
    isTable: false,
  },
  {
    // 1.0.8802.1.1.2.1.3
    prefix: [0x28, 0xc4, 0x62, 1, 1, 2, 1, 3],
    facts: {
      2: ['chassis-id', 'SNMP lldpLocChassisId'],
      3: ['name', 'SNMP lldpLocSysName'],
      4: ['description', 'SNMP lldpLocSysDesc'],
    },
    isTable: false,
  },
]

/** The object that was found. One, reused. */
export class DeviceObject {
  fact: Fact = 'description'
  message = ''
  /** Tells objects of all groups apart. */
  number = 0
  /** The row of a table; 0 where there is none. */
  row = 0

  /** Whether the identifier in `view[from, to)` is of such an object. */
  find(view: DataView, from: number, to: number): boolean {
    for (let group = 0; group < GROUPS.length; group++) {
      const { prefix, facts, isTable } = GROUPS[group] as DeviceGroup
      const at = from + prefix.length
      if (to < at + 2 || !isUnder(view, from, to, prefix)) continue
      const object = view.getUint8(at)
      const known = facts[object]
      this.row = numberAt(view, at + 1, to)
      if (known === undefined || (!isTable && this.row !== 0)) return false
      this.fact = known[0]
      this.message = known[1]
      this.number = group * 0x100 + object
      return true
    }
    return false
  }
}
