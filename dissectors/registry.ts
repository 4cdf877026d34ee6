import { ads } from './ads/ads.ts'
import { arp } from './arp/arp.ts'
import { bacnet } from './bacnet/bacnet.ts'
import { c37118 } from './c37118/c37118.ts'
import { cip } from './cip/cip.ts'
import { dhcp } from './dhcp/dhcp.ts'
import { dhcpv6 } from './dhcpv6/dhcpv6.ts'
import { dnp3 } from './dnp3/dnp3.ts'
import { enip } from './enip/enip.ts'
import { ethercat } from './ethercat/ethercat.ts'
import { fins } from './fins/fins.ts'
import { goose } from './goose/goose.ts'
import { hartip } from './hartip/hartip.ts'
import { iec101 } from './iec101/iec101.ts'
import { iec104 } from './iec104/iec104.ts'
import type { Dissector } from './kit/dissector.ts'
import { lldp } from './lldp/lldp.ts'
import { melsec } from './melsec/melsec.ts'
import { mms } from './mms/mms.ts'
import { modbus } from './modbus/modbus.ts'
import { modbusRtu } from './modbus-rtu/modbus-rtu.ts'
import { mqtt } from './mqtt/mqtt.ts'
import { opcua } from './opcua/opcua.ts'
import { mrp } from './profinet/mrp.ts'
import { profinet } from './profinet/profinet.ts'
import { s7comm } from './s7comm/s7comm.ts'
import { s7commplus } from './s7commplus/s7commplus.ts'
import { sparkplug } from './sparkplug/sparkplug.ts'
import { srtp } from './srtp/srtp.ts'
import { sv } from './sv/sv.ts'

/** Every protocol the sensor knows, in the order they are probed. Add yours here. */
export const dissectors: readonly Dissector[] = [
  arp,
  modbus,
  modbusRtu,
  opcua,
  s7comm,
  s7commplus,
  goose,
  mms,
  sv,
  dnp3,
  iec104,
  iec101,
  enip,
  cip,
  bacnet,
  c37118,
  hartip,
  mqtt,
  sparkplug,
  lldp,
  dhcp,
  dhcpv6,
  fins,
  melsec,
  ads,
  srtp,
  profinet,
  mrp,
  ethercat,
]
