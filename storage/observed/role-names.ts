import type { RoleName } from '../../sensor/model/roles.ts'

/** The words of an asset's role. */
export const ROLE_NAMES = Object.keys({
  controller: true,
  rtu: true,
  ied: true,
  'safety-controller': true,
  'remote-io': true,
  drive: true,
  instrument: true,
  hmi: true,
  'scada-server': true,
  'hmi-or-scada': true,
  historian: true,
  'message-broker': true,
  'engineering-workstation': true,
  gateway: true,
  switch: true,
  'access-point': true,
  router: true,
  'virtual-address': true,
  firewall: true,
  'time-server': true,
  'domain-server': true,
  'dns-server': true,
  'dhcp-server': true,
  'file-server': true,
  printer: true,
  camera: true,
  'it-client': true,
  scanner: true,
  // Storage takes only types from the sensor: this way none of its roles can be missing here.
} satisfies Record<RoleName, true>) as readonly RoleName[]
