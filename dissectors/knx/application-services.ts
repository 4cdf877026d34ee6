/*
 * Application layer services (KNX Standard 03/03/07, application control field of 10 bits) and local management of cEMI
 * (03/06/03), with what each does to an installation.
 */
import type { OperationClass } from '../kit/observation.ts'

/** Codes of operations that are no application service and no service of KNXnet/IP. */
export const CODE = { application: 0x1_0000, transport: 0x2_0000, management: 0x3_0000, other: 0x4_0000 } as const

type Meaning = readonly [name: string, operationClass: OperationClass]

/** Those whose low six bits are data. */
const SHORT: Readonly<Record<number, Meaning>> = {
  0: ['GroupValue_Read', 'read'],
  1: ['GroupValue_Response', 'publish'],
  2: ['GroupValue_Write', 'write'],
  3: ['IndividualAddress_Write', 'configure'],
  4: ['IndividualAddress_Read', 'discover'],
  5: ['IndividualAddress_Response', 'discover'],
  6: ['ADC_Read', 'diagnose'],
  8: ['Memory_Read', 'upload'],
  9: ['Memory_Response', 'upload'],
  10: ['Memory_Write', 'download'],
  12: ['DeviceDescriptor_Read', 'discover'],
  13: ['DeviceDescriptor_Response', 'discover'],
  14: ['Restart', 'mode'],
}

const LONG: Readonly<Record<number, Meaning>> = {
  0x1c8: ['SystemNetworkParameter_Read', 'discover'],
  0x1c9: ['SystemNetworkParameter_Response', 'discover'],
  0x1ca: ['SystemNetworkParameter_Write', 'configure'],
  0x1cc: ['PropertyExtValue_Read', 'read'],
  0x1cd: ['PropertyExtValue_Response', 'read'],
  0x1ce: ['PropertyExtValue_WriteCon', 'configure'],
  0x1fb: ['MemoryExtended_Write', 'download'],
  0x1fd: ['MemoryExtended_Read', 'upload'],
  0x2c0: ['UserMemory_Read', 'upload'],
  0x2c1: ['UserMemory_Response', 'upload'],
  0x2c2: ['UserMemory_Write', 'download'],
  0x2c5: ['UserManufacturerInfo_Read', 'discover'],
  0x2c6: ['UserManufacturerInfo_Response', 'discover'],
  0x2c7: ['FunctionPropertyCommand', 'control'],
  0x2c8: ['FunctionPropertyState_Read', 'read'],
  0x2c9: ['FunctionPropertyState_Response', 'read'],
  0x3d1: ['Authorize_Request', 'authenticate'],
  0x3d2: ['Authorize_Response', 'authenticate'],
  0x3d3: ['Key_Write', 'configure'],
  0x3d4: ['Key_Response', 'configure'],
  0x3d5: ['PropertyValue_Read', 'read'],
  0x3d6: ['PropertyValue_Response', 'read'],
  0x3d7: ['PropertyValue_Write', 'configure'],
  0x3d8: ['PropertyDescription_Read', 'discover'],
  0x3d9: ['PropertyDescription_Response', 'discover'],
  0x3da: ['NetworkParameter_Read', 'discover'],
  0x3db: ['NetworkParameter_Response', 'discover'],
  0x3dc: ['IndividualAddressSerialNumber_Read', 'discover'],
  0x3dd: ['IndividualAddressSerialNumber_Response', 'discover'],
  0x3de: ['IndividualAddressSerialNumber_Write', 'configure'],
  0x3e0: ['DomainAddress_Write', 'configure'],
  0x3e1: ['DomainAddress_Read', 'discover'],
  0x3e2: ['DomainAddress_Response', 'discover'],
  0x3e4: ['NetworkParameter_Write', 'configure'],
  0x3e5: ['Link_Read', 'read'],
  0x3e6: ['Link_Response', 'read'],
  0x3e7: ['Link_Write', 'configure'],
  0x3f1: ['SecureService', 'unknown'],
}
export const SECURE_SERVICE = 0x3f1
export const ADDRESS_WRITE = 0x0c0
export const SERIAL_ADDRESS_WRITE = 0x3de

/** 03/06/03: message codes of local device management. */
const MANAGEMENT: Readonly<Record<number, Meaning>> = {
  0xfc: ['M_PropRead', 'read'],
  0xf6: ['M_PropWrite', 'configure'],
  0xf7: ['M_PropInfo', 'publish'],
  0xf8: ['M_FuncPropCommand', 'control'],
  0xf9: ['M_FuncPropStateRead', 'read'],
  0xf1: ['M_Reset', 'mode'],
}
/** Confirmations, and the request that they belong to. */
const CONFIRMS: Readonly<Record<number, number>> = { 0xfb: 0xfc, 0xf5: 0xf6, 0xfa: 0xf8, 0xf0: 0xf1 }

const TRANSPORT: Readonly<Record<number, string>> = {
  0x80: 'T_Connect',
  0x81: 'T_Disconnect',
  0xc2: 'T_ACK',
  0xc3: 'T_NAK',
}

/** Without the data that the low six bits of some services hold. */
export function serviceOf(control: number): number {
  const short = control >> 6
  if (short === 7 || short === 11 || short === 15) return control
  return short << 6
}

function meaningOf(service: number): Meaning {
  return LONG[service] ?? SHORT[service >> 6] ?? ['unknown application service', 'unknown']
}

export function applicationClass(service: number): OperationClass {
  return meaningOf(service)[1]
}

/** The request that a message of local management belongs to; 0 when it is none. */
export function managementOf(messageCode: number): number {
  const request = CONFIRMS[messageCode] ?? messageCode
  return MANAGEMENT[request] === undefined ? 0 : request
}

export function isConfirmation(messageCode: number): boolean {
  return CONFIRMS[messageCode] !== undefined
}

export function managementClass(request: number): OperationClass {
  return MANAGEMENT[request]?.[1] ?? 'unknown'
}

export function describeApplication(code: number): { function: string; name: string } {
  const low = code & 0xffff
  const digits = (code & ~0xffff) === CODE.application ? 3 : 2
  const hex = `0x${low.toString(16).padStart(digits, '0')}`
  switch (code & ~0xffff) {
    case CODE.application:
      return { function: `apci ${hex}`, name: meaningOf(low)[0] }
    case CODE.transport:
      return { function: `tpci ${hex}`, name: TRANSPORT[low] ?? 'transport control' }
    case CODE.management:
      return { function: `cemi ${hex}`, name: MANAGEMENT[low]?.[0] ?? 'local management' }
    default:
      return { function: `cemi ${hex}`, name: 'cEMI message' }
  }
}
