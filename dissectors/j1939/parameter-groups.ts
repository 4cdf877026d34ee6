/* Parameter groups by number. SAE J1939DA; network management: J1939-81; transport: J1939-21; diagnosis: J1939-73. */
import type { OperationClass } from '../kit/observation.ts'

export const PGN = {
  torqueSpeedControl: 0x0000,
  diagnosticPhysical: 0xda00,
  diagnosticFunctional: 0xdb00,
  acknowledgement: 0xe800,
  request: 0xea00,
  transportData: 0xeb00,
  transportManagement: 0xec00,
  addressClaimed: 0xee00,
  ecuIdentification: 0xfdc5,
  softwareIdentification: 0xfeda,
  componentIdentification: 0xfeeb,
  vehicleIdentification: 0xfeec,
} as const

const PROPRIETARY_A = 0xef00
const PROPRIETARY_A2 = 0x1ef00
const PROPRIETARY_B = 0xff00
const PROPRIETARY_B2 = 0x1ff00

/** Their names; what is not a value that is published has its class beside it. */
const GROUPS: Readonly<Record<number, string | readonly [string, OperationClass]>> = {
  [PGN.torqueSpeedControl]: ['Torque/Speed Control 1', 'control'],
  0xc700: ['Extended Transport Protocol - Data Transfer', 'session'],
  0xc800: ['Extended Transport Protocol - Connection Management', 'session'],
  0xd700: ['Binary Data Transfer (DM16)', 'upload'],
  0xd800: ['Memory Access Response (DM15)', 'upload'],
  0xd900: ['Memory Access Request (DM14)', 'upload'],
  [PGN.diagnosticPhysical]: ['Diagnostic Message, physical (ISO 15765)', 'diagnose'],
  [PGN.diagnosticFunctional]: ['Diagnostic Message, functional (ISO 15765)', 'diagnose'],
  0xdf00: ['Stop Start Broadcast (DM13)', 'mode'],
  [PGN.acknowledgement]: ['Acknowledgement', 'session'],
  [PGN.request]: ['Request', 'read'],
  [PGN.transportData]: ['Transport Protocol - Data Transfer', 'session'],
  [PGN.transportManagement]: ['Transport Protocol - Connection Management', 'session'],
  [PGN.addressClaimed]: ['Address Claimed', 'discover'],
  0xf000: 'Electronic Retarder Controller 1',
  0xf001: 'Electronic Brake Controller 1',
  0xf002: 'Electronic Transmission Controller 1',
  0xf003: 'Electronic Engine Controller 2',
  0xf004: 'Electronic Engine Controller 1',
  0xf005: 'Electronic Transmission Controller 2',
  [PGN.ecuIdentification]: ['ECU Identification', 'discover'],
  0xfebf: 'Wheel Speed Information',
  0xfec1: 'High Resolution Vehicle Distance',
  0xfeca: ['Active Diagnostic Trouble Codes (DM1)', 'alarm'],
  0xfecb: ['Previously Active Diagnostic Trouble Codes (DM2)', 'diagnose'],
  0xfecc: ['Clear Previously Active Trouble Codes (DM3)', 'configure'],
  0xfece: ['Diagnostic Readiness 1 (DM5)', 'diagnose'],
  0xfed3: ['Clear Active Trouble Codes (DM11)', 'configure'],
  0xfed8: ['Commanded Address', 'configure'],
  [PGN.softwareIdentification]: ['Software Identification', 'discover'],
  0xfee5: 'Engine Hours, Revolutions',
  0xfee6: ['Time/Date', 'time'],
  0xfee7: 'Vehicle Hours',
  0xfee8: 'Vehicle Direction/Speed',
  0xfee9: 'Fuel Consumption (Liquid)',
  [PGN.componentIdentification]: ['Component Identification', 'discover'],
  [PGN.vehicleIdentification]: ['Vehicle Identification', 'discover'],
  0xfeee: 'Engine Temperature 1',
  0xfeef: 'Engine Fluid Level/Pressure 1',
  0xfef1: 'Cruise Control/Vehicle Speed 1',
  0xfef2: 'Fuel Economy (Liquid)',
  0xfef3: 'Vehicle Position',
  0xfef5: 'Ambient Conditions',
  0xfef6: 'Intake/Exhaust Conditions 1',
  0xfef7: 'Vehicle Electrical Power 1',
  0xfefc: 'Dash Display 1',
}

export function classOf(group: number): OperationClass {
  const known = GROUPS[group]
  return known === undefined || typeof known === 'string' ? 'publish' : known[1]
}

export function describeGroup(group: number): { function: string; name: string } {
  const known = GROUPS[group]
  const name = known === undefined ? otherName(group) : typeof known === 'string' ? known : known[0]
  return { function: String(group), name }
}

function otherName(group: number): string {
  if (group === PROPRIETARY_A || group === PROPRIETARY_A2) return 'Proprietary A'
  const base = group & 0x1ff00
  return base === PROPRIETARY_B || base === PROPRIETARY_B2 ? 'Proprietary B' : `PGN ${group}`
}
