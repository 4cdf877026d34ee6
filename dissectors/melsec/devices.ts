/*
 * Devices of MELSEC controllers. SLMP Reference Manual SH-080956ENG, 5.2 (device codes); those of the A series by
 * SH-080008, appendix (1E frames).
 */

/** A kind of device. */
export interface Device {
  readonly code: number
  readonly name: string
  readonly radix: 10 | 16
  readonly isBit: boolean
  /** One of it has several words. */
  readonly isLong: boolean
}

const ALL: readonly Device[] = [
  bit(0x91, 'SM'),
  word(0xa9, 'SD'),
  bit(0x9c, 'X', 16),
  bit(0x9d, 'Y', 16),
  bit(0x90, 'M'),
  bit(0x92, 'L'),
  bit(0x93, 'F'),
  bit(0x94, 'V'),
  bit(0xa0, 'B', 16),
  bit(0x98, 'S'),
  word(0xa8, 'D'),
  word(0xb4, 'W', 16),
  bit(0xc1, 'TS'),
  bit(0xc0, 'TC'),
  word(0xc2, 'TN'),
  bit(0x51, 'LTS'),
  bit(0x50, 'LTC'),
  long(0x52, 'LTN'),
  bit(0xc7, 'STS'),
  bit(0xc6, 'STC'),
  word(0xc8, 'STN'),
  bit(0x59, 'LSTS'),
  bit(0x58, 'LSTC'),
  long(0x5a, 'LSTN'),
  bit(0xc4, 'CS'),
  bit(0xc3, 'CC'),
  word(0xc5, 'CN'),
  bit(0x55, 'LCS'),
  bit(0x54, 'LCC'),
  long(0x56, 'LCN'),
  bit(0xa1, 'SB', 16),
  word(0xb5, 'SW', 16),
  bit(0xa2, 'DX', 16),
  bit(0xa3, 'DY', 16),
  word(0xcc, 'Z'),
  long(0x62, 'LZ'),
  word(0xaf, 'R'),
  word(0xb0, 'ZR'),
  word(0x2c, 'RD'),
  word(0xab, 'G'),
  word(0x2e, 'HG'),
]

const BY_CODE = new Map(ALL.map((device) => [device.code, device]))
const BY_NAME = new Map(ALL.map((device) => [device.name, device]))
/** Names that ASCII frames write shorter: retentive timers have two letters there. */
const SHORT_NAMES: Readonly<Record<string, string>> = { SS: 'STS', SC: 'STC', SN: 'STN' }

export function deviceOf(code: number): Device | undefined {
  return BY_CODE.get(code)
}

export function deviceOfName(name: string): Device | undefined {
  return BY_NAME.get(SHORT_NAMES[name] ?? name)
}

/** 'D100+10', 'M0+16', 'X1F': `count` points from a device on. */
export function deviceText(device: Device | undefined, code: number, head: number, count: number): string {
  const points = count === 1 ? '' : `+${count}`
  if (device === undefined) return `device 0x${code.toString(16)} ${head}${points}`
  return `${device.name}${head.toString(device.radix).toUpperCase()}${points}`
}

function bit(code: number, name: string, radix: 10 | 16 = 10): Device {
  return { code, name, radix, isBit: true, isLong: false }
}

function word(code: number, name: string, radix: 10 | 16 = 10): Device {
  return { code, name, radix, isBit: false, isLong: false }
}

function long(code: number, name: string): Device {
  return { code, name, radix: 10, isBit: false, isLong: true }
}
