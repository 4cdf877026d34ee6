/** IEC 61158-6-10, 4.3.1.4.1 (Option) and 4.3.1.4.2 (Suboption). */
export const OPTION = { ip: 1, device: 2, dhcp: 3, control: 5, initiative: 6, all: 0xff } as const
export const IP = { mac: 1, parameter: 2, suite: 3 } as const
export const DEVICE = {
  type: 1,
  name: 2,
  id: 3,
  role: 4,
  options: 5,
  alias: 6,
  instance: 7,
  oem: 8,
  gateway: 9,
  rsi: 10,
} as const
export const CONTROL = { start: 1, end: 2, signal: 3, response: 4, factoryReset: 5, resetToFactory: 6 } as const

const OPTIONS: Readonly<Record<number, string>> = {
  1: 'IP',
  2: 'Device',
  3: 'DHCP',
  5: 'Control',
  6: 'Initiative',
  7: 'TSN',
}
const NAMES: Readonly<Record<number, string>> = {
  0x0101: 'MAC address',
  0x0102: 'IP parameter',
  0x0103: 'Full IP suite',
  0x0201: 'Type of Station',
  0x0202: 'NameOfStation',
  0x0203: 'Device ID',
  0x0204: 'Device Role',
  0x0205: 'Device Options',
  0x0206: 'Alias Name',
  0x0207: 'Device Instance',
  0x0208: 'OEM Device ID',
  0x0209: 'Standard Gateway',
  0x020a: 'RSI Properties',
  0x030c: 'DHCP host name',
  0x033d: 'DHCP client identifier',
  0x03ff: 'DHCP control',
  0x0501: 'Start Transaction',
  0x0502: 'End Transaction',
  0x0503: 'Signal',
  0x0504: 'Response',
  0x0505: 'Factory Reset',
  0x0506: 'Reset to Factory',
  0x0601: 'Device Initiative',
  0xffff: 'All',
}
/** 4.3.1.4.15.3: bits of DeviceRoleDetails. */
const ROLES = ['IO-Device', 'IO-Controller', 'IO-Multidevice', 'PN-Supervisor']
/** 4.3.1.4.18: what BlockQualifier 2, 4, … asks to be reset. */
const RESETS: Readonly<Record<number, string>> = {
  1: 'application data',
  2: 'communication parameters',
  3: 'engineering parameters',
  4: 'all stored data',
  8: 'device',
  9: 'device and its restored image',
}

/** 'NameOfStation', or 'Device 77' for one that has no name. */
export function optionName(option: number, suboption: number): string {
  const known = NAMES[option * 256 + suboption]
  if (known !== undefined) return known
  return `${OPTIONS[option] ?? (option >= 0x80 ? 'Manufacturer option' : 'Option')} ${option}.${suboption}`
}

/** 'IO-Controller', or several; '' when no bit is set. */
export function roleNames(details: number): string {
  return ROLES.filter((_, bit) => (details & (1 << bit)) !== 0).join(', ')
}

/** What a reset to factory resets; the low bit of the qualifier says nothing here. */
export function resetName(qualifier: number): string {
  const mode = qualifier >> 1
  return RESETS[mode] ?? `mode ${mode}`
}
