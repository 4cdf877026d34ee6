/*
 * Parameters of devices by their identification number (IDN): structure index, structure element, data set, number.
 * Sercos III, generic device profile (IDNs from S-0-1000), function specific profile of drives.
 */
import type { Fact, OperationClass } from '../kit/observation.ts'

const PRODUCT = 0x8000
const NUMBER = 0x0fff
/** S-0-1300: what a component says of itself, by structure element. */
const LABEL = 1300
const LABEL_FACTS: Readonly<Record<number, Fact>> = {
  1: 'name',
  2: 'vendor',
  3: 'vendor-id',
  4: 'product',
  5: 'product-code',
  8: 'hardware',
  9: 'firmware',
  11: 'order-number',
  12: 'serial',
}
/** Procedure commands that change the phase, and those that move an axis or clear its errors. */
const MODES = new Set([127, 128])
const COMMANDS = new Set([99, 139, 146, 148, 149, 152, 170, 172, 190, 191, 197, 199, 216])
const NAMES: Readonly<Record<number, string>> = {
  1: 'control unit cycle time',
  2: 'communication cycle time',
  11: 'class 1 diagnostic',
  15: 'telegram type',
  16: 'configuration list of AT',
  24: 'configuration list of MDT',
  32: 'primary operation mode',
  36: 'velocity command value',
  40: 'velocity feedback value 1',
  47: 'position command value',
  51: 'position feedback value 1',
  80: 'torque command value',
  84: 'torque feedback value',
  95: 'diagnostic message',
  99: 'reset class 1 diagnostic',
  127: 'CP3 transition check',
  128: 'CP4 transition check',
  134: 'drive control',
  135: 'drive status',
  139: 'park axis',
  146: 'control unit controlled homing',
  148: 'drive controlled homing',
  149: 'position drive stop',
  152: 'position spindle',
  216: 'switch parameter set',
  1019: 'MAC address',
  1020: 'IP address',
  1021: 'network mask',
  1022: 'gateway address',
  1040: 'Sercos address',
}
/** Elements of a parameter's data block, its value apart. */
const ELEMENTS = ['', 'IDN', 'name', 'attribute', 'unit', 'minimum', 'maximum']
export const OPENING = 1
export const VALUE = 7

/** 'S-0-1300.0.2', 'P-0-0812.0.0 name'. */
export function idnText(idn: number, element: number): string {
  const number = idn & NUMBER
  const owner = (idn & PRODUCT) === 0 ? 'S' : 'P'
  const name = owner === 'S' ? NAMES[number] : undefined
  const text = `${owner}-${(idn >>> 12) & 7}-${String(number).padStart(4, '0')}.${idn >>> 24}.${(idn >>> 16) & 0xff}`
  const part = element === VALUE || element === OPENING ? '' : ` ${ELEMENTS[element] ?? ''}`
  return `${text}${name === undefined ? '' : ` (${name})`}${part}`
}

/** What it does to open, read or write an element of a parameter. */
export function stepClass(idn: number, element: number, isWrite: boolean): OperationClass {
  if (element === OPENING) return 'session'
  if (element !== VALUE) return isWrite ? 'configure' : 'discover'
  const number = idn & NUMBER
  if (factOf(idn) !== undefined) return isWrite ? 'configure' : 'discover'
  if (!isWrite) return 'read'
  if ((idn & PRODUCT) !== 0) return 'configure'
  return MODES.has(number) ? 'mode' : COMMANDS.has(number) ? 'control' : 'configure'
}

/** The fact that the value of a parameter is. */
export function factOf(idn: number): Fact | undefined {
  const isLabel = (idn & (PRODUCT | NUMBER)) === LABEL
  return isLabel ? LABEL_FACTS[(idn >>> 16) & 0xff] : undefined
}
