/*
 * What a server says it is: MS-BRWS, 2.2.1 (HostAnnouncement), the bits of MS-SRVS, 2.2.2.7.
 */
const BITS: readonly (readonly [number, string])[] = [
  [0x1, 'workstation'],
  [0x2, 'server'],
  [0x4, 'SQL server'],
  [0x8, 'domain controller'],
  [0x10, 'backup domain controller'],
  [0x20, 'time source'],
  [0x40, 'Apple file server'],
  [0x80, 'NetWare server'],
  [0x200, 'print server'],
  [0x400, 'dial-in server'],
  [0x800, 'Unix server'],
  [0x1000, 'NT workstation'],
  [0x2000, 'Windows for Workgroups'],
  [0x8000, 'NT server'],
  [0x1_0000, 'potential browser'],
  [0x2_0000, 'backup browser'],
  [0x4_0000, 'master browser'],
  [0x8_0000, 'domain master browser'],
  [0x40_0000, 'Windows 95'],
  [0x200_0000, 'terminal server'],
]
const TYPE = { controllers: 0x18, unix: 0x800, ntServer: 0x8000, windows95: 0x40_0000, nt: 0x9018 } as const
/** Those that say what an asset is for, most telling first. */
const ROLES: readonly (readonly [number, string])[] = [
  [0x8, 'domain controller'],
  [0x10, 'backup domain controller'],
  [0x8_0000, 'domain master browser'],
  [0x4_0000, 'local master browser'],
]
/** Versions of Windows NT, as a workstation and as a server. */
const VERSIONS: Readonly<Record<string, readonly [string, string]>> = {
  '4.0': ['NT 4.0', 'NT 4.0'],
  '5.0': ['2000', '2000'],
  '5.1': ['XP', 'XP'],
  '5.2': ['XP x64', 'Server 2003'],
  '6.0': ['Vista', 'Server 2008'],
  '6.1': ['7', 'Server 2008 R2'],
  '6.2': ['8', 'Server 2012'],
  '6.3': ['8.1', 'Server 2012 R2'],
  '10.0': ['10', 'Server 2016'],
}

/** 'workstation, server, NT workstation'. */
export function typeText(type: number): string {
  return BITS.filter(([bit]) => (type & bit) !== 0)
    .map(([, word]) => word)
    .join(', ')
}

export function roleOf(type: number): string {
  return ROLES.find(([bit]) => (type & bit) !== 0)?.[1] ?? ''
}

/** The version belongs to Windows only where it says that it is: Samba states one of its own choice. */
export function osText(type: number, major: number, minor: number): string {
  const version = `${major}.${minor}`
  if ((type & TYPE.unix) !== 0) return `Unix (announces version ${version})`
  if ((type & TYPE.windows95) !== 0) return `Windows 9x (version ${version})`
  if ((type & TYPE.nt) === 0) return `version ${version}`
  const isServer = (type & (TYPE.ntServer | TYPE.controllers)) !== 0
  const known = VERSIONS[version]
  return known === undefined
    ? `Windows (version ${version})`
    : `Windows ${known[isServer ? 1 : 0]} (version ${version})`
}
