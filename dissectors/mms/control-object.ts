/*
 * What is written to a controllable object. IEC 61850-8-1 Ed. 2.1, clause 20.2: the structures of SBOw, Oper and Cancel
 * are ctlVal, operTm where there is one, origin, ctlNum, T, Test, and Check but in Cancel.
 */
import type { BerReader } from '../kit/ber.ts'
import { dataType } from '../kit/mms-data.ts'

const STRUCTURE = 0xa2
const BOOLEAN = 0x83
const BIT_STRING = 0x84
/** '$CO$', the functional constraint of control. */
const CONTROL = 0x24_434f_24
const CONTROL_SERVICE = /\$CO\$.+\$(?:Oper|SBOw|Cancel)$/

/** Whether the names between two places of a request are of the functional constraint of control. */
export function isControl(view: DataView, from: number, to: number): boolean {
  for (let at = from; at + 4 <= to; at++) if (view.getUint32(at) === CONTROL) return true
  return false
}

/** Whether this is the name of a structure whose first component is the value that is commanded. */
export function isControlService(name: string): boolean {
  return CONTROL_SERVICE.test(name)
}

/**
 * Whether the commands in the list of values with this tag, which is still to come at the level that `ber` is at, are
 * tests: all that have the mark.
 */
export function isTest(ber: BerReader, tag: number): boolean {
  let isMarked = false
  let isMeant = false
  while (ber.next()) {
    if (!ber.is(tag) || !ber.enter()) continue
    while (ber.next()) {
      if (!ber.is(STRUCTURE)) continue
      const mark = testMark(ber)
      if (mark === true) isMarked = true
      else isMeant = true
    }
    ber.leave()
  }
  return isMarked && !isMeant
}

/** Test is the last component, or stands before Check, the only bit string at the end. */
function testMark(ber: BerReader): boolean | undefined {
  if (!ber.enter()) return undefined
  let mark: boolean | undefined
  for (let i = 0; ber.next(); i++) {
    if (i > 0 && ber.is(BOOLEAN) && ber.length === 1) mark = ber.view.getUint8(ber.start) !== 0
    else if (!ber.is(BIT_STRING)) mark = undefined
  }
  ber.leave()
  return mark
}

/** Calls `say` with `ber` at ctlVal of the structure just read: a number, or the one that an AnalogueValue holds. */
export function visitControlValue(ber: BerReader, say: (type: string) => void): void {
  if (!ber.is(STRUCTURE) || !ber.enter()) return
  if (ber.next()) {
    const type = dataType(ber)
    if (type !== '') say(type)
    else if (ber.is(STRUCTURE) && ber.enter()) {
      const inner = ber.next() ? dataType(ber) : ''
      if (inner !== '') say(inner)
      ber.leave()
    }
  }
  ber.leave()
}
