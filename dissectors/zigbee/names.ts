/*
 * What codes of Zigbee stand for. A code has the layer in its upper half, and its number there below: commands of the network
 * (05-3474-22, 3.4), of the application layer (4.4), clusters of ZDP (2.4), commands of ZCL (075123, 2.5).
 */
import type { OperationClass } from '../kit/observation.ts'
import { clusterCommandName } from './cluster-commands.ts'

export const LAYER = {
  network: 0x1_0000,
  application: 0x2_0000,
  zdp: 0x3_0000,
  zcl: 0x4_0000,
  /** And the cluster above that. */
  cluster: 0x100_0000,
} as const

export const PLAIN = {
  encryptedData: 0,
  encryptedCommand: 1,
  acknowledgement: 2,
  otherProfile: 3,
  encrypted: 4,
  laterPart: 5,
} as const
const PLAIN_NAMES = [
  'Encrypted Data',
  'Encrypted Command',
  'APS Acknowledgement',
  'Data of a private profile',
  'Encrypted APS',
  'Part of a message',
]

type Named = Readonly<Record<number, readonly [name: string, operationClass: OperationClass]>>

export const NETWORK_COMMANDS: Named = {
  1: ['Route Request', 'session'],
  2: ['Route Reply', 'session'],
  3: ['Network Status', 'alarm'],
  4: ['Leave', 'session'],
  5: ['Route Record', 'session'],
  6: ['Rejoin Request', 'session'],
  7: ['Rejoin Response', 'session'],
  8: ['Link Status', 'session'],
  9: ['Network Report', 'alarm'],
  10: ['Network Update', 'configure'],
  11: ['End Device Timeout Request', 'session'],
  12: ['End Device Timeout Response', 'session'],
  13: ['Link Power Delta', 'session'],
  14: ['Commissioning Request', 'session'],
  15: ['Commissioning Response', 'session'],
}

export const APPLICATION_COMMANDS: Named = {
  5: ['Transport Key', 'configure'],
  6: ['Update Device', 'session'],
  7: ['Remove Device', 'configure'],
  8: ['Request Key', 'authenticate'],
  9: ['Switch Key', 'configure'],
  14: ['Tunnel', 'session'],
  15: ['Verify Key', 'authenticate'],
  16: ['Confirm Key', 'authenticate'],
}

/** Requests; their responses have the upper bit. */
export const ZDP_CLUSTERS: Named = {
  0x00: ['NWK_addr', 'discover'],
  0x01: ['IEEE_addr', 'discover'],
  0x02: ['Node_Desc', 'discover'],
  0x03: ['Power_Desc', 'discover'],
  0x04: ['Simple_Desc', 'discover'],
  0x05: ['Active_EP', 'discover'],
  0x06: ['Match_Desc', 'discover'],
  0x10: ['Complex_Desc', 'discover'],
  0x11: ['User_Desc', 'discover'],
  0x13: ['Device_annce', 'discover'],
  0x14: ['User_Desc_set', 'configure'],
  0x15: ['System_Server_Discovery', 'discover'],
  0x1f: ['Parent_annce', 'discover'],
  0x20: ['End_Device_Bind', 'configure'],
  0x21: ['Bind', 'configure'],
  0x22: ['Unbind', 'configure'],
  0x30: ['Mgmt_NWK_Disc', 'diagnose'],
  0x31: ['Mgmt_Lqi', 'diagnose'],
  0x32: ['Mgmt_Rtg', 'diagnose'],
  0x33: ['Mgmt_Bind', 'diagnose'],
  0x34: ['Mgmt_Leave', 'configure'],
  0x35: ['Mgmt_Direct_Join', 'configure'],
  0x36: ['Mgmt_Permit_Joining', 'configure'],
  0x38: ['Mgmt_NWK_Update', 'configure'],
}

export const DEFAULT_RESPONSE = 0x0b
export const ZCL_COMMANDS: Named = {
  0x00: ['Read Attributes', 'read'],
  0x01: ['Read Attributes Response', 'read'],
  0x02: ['Write Attributes', 'write'],
  0x03: ['Write Attributes Undivided', 'write'],
  0x04: ['Write Attributes Response', 'write'],
  0x05: ['Write Attributes No Response', 'write'],
  0x06: ['Configure Reporting', 'configure'],
  0x07: ['Configure Reporting Response', 'configure'],
  0x08: ['Read Reporting Configuration', 'read'],
  0x09: ['Read Reporting Configuration Response', 'read'],
  0x0a: ['Report Attributes', 'publish'],
  [DEFAULT_RESPONSE]: ['Default Response', 'session'],
  0x0c: ['Discover Attributes', 'discover'],
  0x0d: ['Discover Attributes Response', 'discover'],
  0x0e: ['Read Attributes Structured', 'read'],
  0x0f: ['Write Attributes Structured', 'write'],
  0x10: ['Write Attributes Structured Response', 'write'],
  0x11: ['Discover Commands Received', 'discover'],
  0x12: ['Discover Commands Received Response', 'discover'],
  0x13: ['Discover Commands Generated', 'discover'],
  0x14: ['Discover Commands Generated Response', 'discover'],
  0x15: ['Discover Attributes Extended', 'discover'],
  0x16: ['Discover Attributes Extended Response', 'discover'],
}

export function describeZigbee(code: number): { function: string; name: string } {
  const number = code & 0xffff
  const layer = code - number
  switch (layer) {
    case 0:
      return { function: String(code), name: PLAIN_NAMES[number] ?? `frame ${number}` }
    case LAYER.network:
      return { function: `nwk.${number}`, name: NETWORK_COMMANDS[number]?.[0] ?? `network command ${number}` }
    case LAYER.application:
      return { function: `aps.${number}`, name: APPLICATION_COMMANDS[number]?.[0] ?? `APS command ${number}` }
    case LAYER.zdp:
      return { function: `zdp.${number}`, name: ZDP_CLUSTERS[number]?.[0] ?? `ZDP cluster ${number}` }
    case LAYER.zcl:
      return { function: `zcl.${number}`, name: ZCL_COMMANDS[number]?.[0] ?? `ZCL command ${number}` }
    default:
      return describeCluster(code - LAYER.cluster)
  }
}

/** Cluster, whether from its server, and command, in one number. */
function describeCluster(code: number): { function: string; name: string } {
  const cluster = (code >>> 9) & 0xffff
  const isFromServer = (code & 0x100) !== 0
  const command = code & 0xff
  return {
    function: `${cluster}.${isFromServer ? 's' : 'c'}${command}`,
    name: clusterCommandName(cluster, isFromServer, command),
  }
}

export function clusterCode(cluster: number, isFromServer: boolean, command: number): number {
  return LAYER.cluster + cluster * 0x200 + (isFromServer ? 0x100 : 0) + command
}
