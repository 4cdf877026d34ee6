/**
 * Which protocols say something of a role, and what. Every other one (ARP, DNS, HTTP, SNMP, SSH, SMB, …) is spoken by
 * whatever has a network port, and says nothing of it.
 */

/** Spoken by programmable controllers, and asked for their logic and mode by engineering software. */
export const PROGRAMMED = [
  'ads',
  'cip',
  'codesys',
  'csp',
  'facon',
  'fins',
  'kv-hostlink',
  'melsec',
  'mewtocol',
  'modbus',
  'pcom',
  'pcworx',
  'proconos',
  's7comm',
  's7commplus',
  'sbus',
  'srtp',
  'tristation',
  'xgt',
] as const
/** Of those, the ones that nothing but a controller answers: drives and meters speak Modbus, CIP and MEWTOCOL as well. */
export const OF_CONTROLLERS = [
  'ads',
  'codesys',
  'csp',
  'facon',
  'fins',
  'kv-hostlink',
  'melsec',
  'pcom',
  'pcworx',
  'proconos',
  's7comm',
  's7commplus',
  'sbus',
  'srtp',
  'xgt',
] as const
/** Telecontrol: a station that is polled over distance, and the centre that polls it. */
export const TELECONTROL = ['bsap', 'dnp3', 'genisys', 'iec101', 'iec104', 'rocplus'] as const
/** What an operator's station, a historian or another controller reads and writes values by. */
export const SUPERVISED = [
  ...PROGRAMMED,
  ...TELECONTROL,
  'atg',
  'bacnet',
  'c1222',
  'c37118',
  'dlms',
  'ff-hse',
  'fox',
  'hartip',
  'knx',
  'lontalk',
  'mms',
  'modbus-rtu',
  'mqtt',
  'opcua',
] as const
/** Every protocol that only takes part in control. */
export const INDUSTRIAL = [
  ...SUPERVISED,
  'canopen',
  'crimson',
  'egd',
  'enip',
  'esio',
  'ethercat',
  'goose',
  'powerlink',
  'profinet',
  'sercos',
  'sparkplug',
  'sv',
  'trdp',
] as const
/** Asked by those who sign on, and share files and desktops: not by devices. */
export const OFFICE = ['kerberos', 'ldap', 'rdp', 'smb'] as const

/** What hosts answer that others come to: servers, appliances and devices with a page, not somebody's desk. */
export const SERVING = ['ftp', 'http', 'rtsp', 'snmp', 'ssh', 'telnet'] as const
