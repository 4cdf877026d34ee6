/*
 * Variables of a device: which of them a command is about, and their values in answers and bursts. HCF_SPEC-127 (commands
 * 1, 2, 3, 9) and HCF_SPEC-151 (33, 40, 79, 110); codes of device variables: HCF_SPEC-183, table 34.
 */
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'

/** Where values lie: from `start` on every `step` bytes a slot, with its value at `value`. */
interface Layout {
  readonly start: number
  readonly step: number
  readonly value: number
  /** The variables of the slots where the command fixes them; without it each slot begins with its code. */
  readonly codes?: readonly number[]
  /** How many of these any device has; the others are points once they have a value. */
  readonly sure?: number
  /** Whether a request names as many variables as it has bytes, not one. */
  readonly isList?: boolean
  readonly writes?: boolean
}

const PERCENT_OF_RANGE = 244
const LOOP_CURRENT = 245
const PV = 246
const DYNAMIC: readonly number[] = [PV, 247, 248, 249]
const NAMES: Readonly<Record<number, string>> = {
  243: 'battery life',
  [PERCENT_OF_RANGE]: 'percent of range',
  [LOOP_CURRENT]: 'loop current',
  [PV]: 'PV',
  247: 'SV',
  248: 'TV',
  249: 'QV',
}

const LAYOUTS: Readonly<Record<number, Layout>> = {
  1: { start: 0, step: 5, value: 1, codes: [PV] },
  2: { start: 0, step: 4, value: 0, codes: [LOOP_CURRENT, PERCENT_OF_RANGE] },
  // The loop current stands first, without a unit before it.
  3: { start: -1, step: 5, value: 1, codes: [LOOP_CURRENT, ...DYNAMIC], sure: 2 },
  9: { start: 1, step: 8, value: 3, isList: true },
  33: { start: 0, step: 6, value: 2, isList: true },
  40: { start: 0, step: 4, value: 0, codes: [LOOP_CURRENT], writes: true },
  79: { start: 0, step: 8, value: 3, writes: true },
  110: { start: 0, step: 5, value: 1, codes: DYNAMIC, sure: 1 },
}
/** Further commands whose first byte is the variable that they are about: zero, units, damping, trims, catching. */
const ABOUT_ONE: ReadonlySet<number> = new Set([52, 53, 54, 55, 56, 80, 81, 82, 83, 113, 114])
const FIX_CURRENT = 40
const WRITE_VARIABLE = 79
const FIXED = 1
const VALUE_LENGTH = 4
const DIGITS = 7

/** Whether requests for this command name the variables that they are about. */
export function namesVariables(command: number): boolean {
  const layout = LAYOUTS[command]
  return layout === undefined ? ABOUT_ONE.has(command) : layout.codes === undefined
}

/** A number for the variables that the data in `view[from, to)` is about. */
export function keyOfVariables(command: number, view: DataView, from: number, to: number, isRequest: boolean): number {
  let key = command
  for (let slot = 0; ; slot++) {
    const code = namedIn(command, view, from, to, isRequest, slot)
    if (code < 0) return key
    key = Math.imul(key ^ code, 0x01000193)
  }
}

/** 'variable 0, PV': the variables that the data names; '' when the command has its own, or nothing is there. */
export function variablesText(command: number, view: DataView, from: number, to: number, isRequest: boolean): string {
  return namedVariables(command, view, from, to, isRequest).map(nameOf).join(', ')
}

/** What the command reads or writes. */
export function variablePoints(
  command: number,
  view: DataView,
  from: number,
  to: number,
  isRequest: boolean,
): readonly Points[] {
  const layout = LAYOUTS[command]
  if (layout === undefined) return []
  const codes = layout.codes?.slice(0, layout.sure) ?? namedVariables(command, view, from, to, isRequest)
  return codes.map((code) => ({
    name: nameOf(code),
    first: -1,
    count: 1,
    type: 'float',
    writes: layout.writes === true,
  }))
}

/** Says the values in the data of an answer or a burst; NaN stands for what a device does not have. */
export function sayVariables(
  command: number,
  view: DataView,
  from: number,
  to: number,
  operation: Operation,
  sink: Sink,
): void {
  const layout = LAYOUTS[command]
  if (layout === undefined || operation.points.length === 0 || !sink.wantsValues(operation)) return
  for (let slot = 0; ; slot++) {
    const at = from + layout.start + slot * layout.step
    const code = layout.codes === undefined ? (at < to ? view.getUint8(at) : -1) : (layout.codes[slot] ?? -1)
    if (code < 0 || at + layout.value + VALUE_LENGTH > to) return
    const value = view.getFloat32(at + layout.value)
    if (!Number.isFinite(value) || isRelease(command, view, at, value)) continue
    sink.value(operation, nameOf(code), -1, String(Number(value.toPrecision(DIGITS))), 'float')
  }
}

/** Whether a variable follows the process again: a current of 0 ends the fixed one, and so does any mode but 'fixed'. */
function isRelease(command: number, view: DataView, at: number, value: number): boolean {
  return command === FIX_CURRENT ? value === 0 : command === WRITE_VARIABLE && view.getUint8(at + 1) !== FIXED
}

function namedVariables(command: number, view: DataView, from: number, to: number, isRequest: boolean): number[] {
  const codes: number[] = []
  for (let slot = 0; ; slot++) {
    const code = namedIn(command, view, from, to, isRequest, slot)
    if (code < 0) return codes
    codes.push(code)
  }
}

/** The variable that a slot names; -1 behind the last. */
function namedIn(command: number, view: DataView, from: number, to: number, isRequest: boolean, slot: number): number {
  if (!namesVariables(command)) return -1
  const layout = LAYOUTS[command]
  if (layout?.isList !== true) return slot === 0 && from < to ? view.getUint8(from) : -1
  const at = isRequest ? from + slot : from + layout.start + slot * layout.step
  return at + (isRequest ? 1 : layout.value + VALUE_LENGTH) <= to ? view.getUint8(at) : -1
}

function nameOf(code: number): string {
  return NAMES[code] ?? `variable ${code}`
}
