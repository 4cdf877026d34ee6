import type { OperationClass } from '../kit/observation.ts'
import { hex } from './function-codes.ts'

/** ETG.1000.4, clause 6 (attributes of the data link layer); ESC data sheets, section II. */
export const REGISTER = {
  stationAddress: 0x0010,
  reset: 0x0040,
  alControl: 0x0120,
  alStatus: 0x0130,
  eepromConfiguration: 0x0500,
  eepromControl: 0x0502,
  eepromAddress: 0x0504,
  eepromData: 0x0508,
  systemTime: 0x0910,
  memory: 0x1000,
} as const

interface Area {
  readonly from: number
  readonly name: string
  readonly read: OperationClass
  readonly write: OperationClass
}

/** In order; each area ends where the next begins. */
const AREAS: readonly Area[] = [
  { from: 0x0000, name: 'ESC information', read: 'discover', write: 'configure' },
  { from: 0x0010, name: 'station address', read: 'discover', write: 'configure' },
  { from: 0x0012, name: 'station alias', read: 'discover', write: 'configure' },
  { from: 0x0014, name: 'ESC information', read: 'discover', write: 'configure' },
  // 'RES' written here restarts the slave controller.
  { from: 0x0040, name: 'ESC reset', read: 'diagnose', write: 'mode' },
  { from: 0x0042, name: 'register 0x0042', read: 'diagnose', write: 'configure' },
  { from: 0x0100, name: 'DL control', read: 'diagnose', write: 'configure' },
  { from: 0x0110, name: 'DL status', read: 'diagnose', write: 'configure' },
  // ETG.1000.6, 6.3: the state machine is driven by this word.
  { from: 0x0120, name: 'AL control', read: 'diagnose', write: 'mode' },
  { from: 0x0130, name: 'AL status', read: 'diagnose', write: 'configure' },
  { from: 0x0134, name: 'AL status code', read: 'diagnose', write: 'configure' },
  { from: 0x0140, name: 'PDI control', read: 'diagnose', write: 'configure' },
  { from: 0x0200, name: 'event mask', read: 'diagnose', write: 'configure' },
  { from: 0x0210, name: 'event request', read: 'diagnose', write: 'configure' },
  { from: 0x0300, name: 'error counters', read: 'diagnose', write: 'diagnose' },
  { from: 0x0400, name: 'watchdog', read: 'diagnose', write: 'configure' },
  { from: 0x0500, name: 'SII configuration', read: 'diagnose', write: 'configure' },
  { from: 0x0502, name: 'SII', read: 'read', write: 'read' },
  { from: 0x0508, name: 'SII data', read: 'read', write: 'configure' },
  { from: 0x0510, name: 'MII', read: 'diagnose', write: 'configure' },
  { from: 0x0600, name: 'FMMU', read: 'diagnose', write: 'configure' },
  { from: 0x0800, name: 'SyncManager', read: 'diagnose', write: 'configure' },
  // Reading a clock sets none.
  { from: 0x0900, name: 'distributed clock', read: 'diagnose', write: 'time' },
  { from: 0x0a00, name: 'register 0x0a00', read: 'diagnose', write: 'configure' },
  { from: 0x0f00, name: 'digital outputs', read: 'read', write: 'write' },
  { from: 0x0f04, name: 'register 0x0f04', read: 'read', write: 'write' },
  { from: 0x1000, name: 'memory', read: 'read', write: 'write' },
]
/** ETG.1000.6, table 9 (AL control): states by their number. */
const STATES: Readonly<Record<number, string>> = { 1: 'INIT', 2: 'PREOP', 3: 'BOOT', 4: 'SAFEOP', 8: 'OP' }
const ACKNOWLEDGE = 0x10

/** 'AL status', or 'memory 0x1800' for what has no name of its own. */
export function registerName(address: number): string {
  const area = areaOf(address)
  return area.from === address || address < REGISTER.memory ? nameIn(area, address) : `memory ${hex(address, 4)}`
}

export function registerClass(address: number, writes: boolean): OperationClass {
  const area = areaOf(address)
  return writes ? area.write : area.read
}

/** 'OP', 'SAFEOP with error': the low bits of AL control or AL status. */
export function stateName(word: number, onFlag: string): string {
  const name = STATES[word & 0xf] ?? `state ${word & 0xf}`
  return (word & ACKNOWLEDGE) !== 0 ? `${name} ${onFlag}` : name
}

function nameIn(area: Area, address: number): string {
  if (area.from === REGISTER.memory) return `memory ${hex(address, 4)}`
  return area.from === address || area.name.startsWith('S') ? area.name : `${area.name} ${hex(address, 4)}`
}

function areaOf(address: number): Area {
  let found = AREAS[0] as Area
  for (const area of AREAS) {
    if (area.from > address) break
    found = area
  }
  return found
}
