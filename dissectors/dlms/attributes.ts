/*
 * Attribute and method descriptors: class, logical name (OBIS code), number. IEC 62056-5-3, clause 8; codes of IEC 62056-6-1.
 */
import type { Cursor } from '../kit/cursor.ts'
import { OPERATION_CLASSES, type OperationClass, type Points } from '../kit/observation.ts'
import { skipData } from './data.ts'
import { CLASS, classOfMethod, classOfSet, isPoint, isSecret, nameOfClass } from './interface-classes.ts'
import { TAG } from './services.ts'

export const DESCRIPTOR_LENGTH = 9
/** Attributes of one list whose meaning is looked at, and that a target names. */
export const MAX_LISTED = 64
export const MAX_NAMED = 8

export type Told = '' | 'name' | 'serial' | 'device-id' | 'firmware' | 'mac' | 'logical-devices' | 'secret'

/** What the value of one attribute is: a point of the process, or something that tells who a device is. */
export interface Plan {
  /** The name of the point; '' where it is none. */
  readonly point: string
  readonly told: Told
}

export interface Described extends Plan {
  readonly text: string
  readonly class: OperationClass
  readonly writes: boolean
}

/** Behind `count` descriptors, each with its selection where they have one; -1 where they are cut. Moves the cursor. */
export function passDescriptors(bytes: Cursor, count: number, hasSelection: boolean): boolean {
  for (let i = 0; i < count && !bytes.short; i++) {
    bytes.skip(DESCRIPTOR_LENGTH)
    if (hasSelection && !passSelection(bytes)) return false
  }
  return !bytes.short
}

/** Selective access: 0, or 1, the selector and its parameters. */
export function passSelection(bytes: Cursor): boolean {
  if (bytes.u8() === 0) return !bytes.short
  bytes.skip(1)
  return skipData(bytes)
}

/** The descriptors from the cursor on, of a get, set or action. Allocates: called once for each distinct operation. */
export function describeAll(bytes: Cursor, count: number, tag: number, hasSelection: boolean): Described[] {
  const all: Described[] = []
  const { pos, short } = bytes
  for (let i = 0; i < Math.min(count, MAX_LISTED) && bytes.left >= DESCRIPTOR_LENGTH; i++) {
    all.push(describe(bytes, tag))
    if (hasSelection && !passSelection(bytes)) break
  }
  bytes.pos = pos
  bytes.short = short
  return all
}

function describe(bytes: Cursor, tag: number): Described {
  const id = bytes.u16()
  const name = obisText(bytes)
  const told = toldOf(bytes, id, bytes.peek(6))
  bytes.skip(6)
  const number = bytes.u8()
  const isAction = tag === TAG.action
  const object = `${nameOfClass(id)} ${name}`
  const isTold = !isAction && told !== ''
  const isValue = !isAction && !isTold && isPoint(id, number)
  return {
    text: `${object} ${isAction ? 'method' : 'attribute'} ${number}`,
    point: isValue ? `${object}${number === 2 ? '' : ` attribute ${number}`}` : '',
    told: isAction ? '' : told,
    class: classOf(tag, id, number, isTold && told !== 'secret'),
    writes: tag === TAG.set,
  }
}

/** Of a list, the class with the greatest consequence. */
export function classOfAll(all: readonly Described[], otherwise: OperationClass): OperationClass {
  let worst = -1
  for (const each of all) worst = Math.max(worst, OPERATION_CLASSES.indexOf(each.class))
  return OPERATION_CLASSES[worst] ?? otherwise
}

export function textOfAll(all: readonly Described[], count: number): string {
  const named = all.slice(0, MAX_NAMED).map(({ text }) => text)
  return named.join('; ') + (count > named.length ? `; ${count - named.length} more` : '')
}

export function pointsOfAll(all: readonly Described[]): Points[] {
  return all.flatMap(({ point, writes }) =>
    point === '' ? [] : [{ name: point, first: -1, count: 1, type: '', writes }],
  )
}

function classOf(tag: number, id: number, number: number, isIdentity: boolean): OperationClass {
  switch (tag) {
    case TAG.set:
      return classOfSet(id, number)
    case TAG.action:
      return classOfMethod(id, number)
    case TAG.eventNotification:
      return 'alarm'
    default:
      return isIdentity ? 'discover' : 'read'
  }
}

/** '1.0.1.8.0.255', without moving. */
function obisText(bytes: Cursor): string {
  return [0, 1, 2, 3, 4, 5].map((i) => bytes.peek(i)).join('.')
}

/** IEC 62056-6-1: 0-b:42.0.0 logical device name, 0-b:96.1.e device ids, a-b:0.0.e energy ids, a-b:0.2.0 firmware. */
function toldOf(bytes: Cursor, id: number, attribute: number): Told {
  if (isSecret(id, attribute)) return 'secret'
  if (attribute !== 2) return ''
  if (id === CLASS.macSetup) return 'mac'
  if (id === CLASS.sapAssignment) return 'logical-devices'
  if (id !== CLASS.data) return ''
  const a = bytes.peek(0)
  const [c, d, e] = [bytes.peek(2), bytes.peek(3), bytes.peek(4)]
  if (a === 0 && c === 42 && d === 0 && e === 0) return 'name'
  if (a === 0 && c === 96 && d === 1 && e <= 9) return e === 0 ? 'serial' : 'device-id'
  if (c !== 0 || a === 0) return ''
  return d === 2 && e === 0 ? 'firmware' : d === 0 && e <= 9 ? 'device-id' : ''
}
