/*
 * The members of a data set that a report brings, as points, and their values. IEC 61850-8-1 Ed. 2.1, clause 17.2.3: RptID,
 * OptFlds, what these announce, which members are included, their references if announced, their values.
 */
import { BerReader } from '../kit/ber.ts'
import type { Sink } from '../kit/dissector.ts'
import { dataText, dataType } from '../kit/mms-data.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { textOf } from './object-names.ts'

/** Members of one data set that are followed; data sets have some dozens. */
export const MAX_MEMBERS = 512
const VISIBLE_STRING = 0x8a
const BIT_STRING = 0x84
/** OptFlds: its first octet, then its second (table 36, 'sequence-number' is bit 1). */
const BEFORE_DATA_SET = [0x40, 0x20]
const HAS_DATA_SET = 0x08
const BEHIND_DATA_SET = [0x02, 0x01]
const HAS_REFERENCES = 0x04
const HAS_REVISION = 0x80
const IS_SEGMENTED = 0x40
/** What stands before the number of a member, the first of which is 1. */
const ENTRY = ' entry '

const ber = new BerReader(new DataView(new ArrayBuffer(0)))

/** What `read` found: of the whole data set, and of the members in this report. One object, reused. */
const found = { members: 0, included: [] as number[], references: [] as string[] }

/** The points of a report, whose list of values is `view[from, to)`: by reference, or by their place in the data set. */
export function reportPoints(view: DataView, from: number, to: number, dataset: string): Points[] {
  if (!read(view, from, to)) return []
  const { references, members } = found
  if (references.length > 0) return references.map((name) => ({ name, first: -1, count: 1, type: '', writes: false }))
  if (dataset === '' || members === 0) return []
  return [{ name: dataset + ENTRY, first: 1, count: members, type: '', writes: false }]
}

/** Says the values of a report that are one number or state. */
export function sayReported(view: DataView, from: number, to: number, operation: Operation, sink: Sink): void {
  const [point] = operation.points
  if (point === undefined || !sink.wantsValues(operation) || !read(view, from, to)) return
  const { included, references } = found
  for (let i = 0; i < included.length && ber.next(); i++) {
    const type = dataType(ber)
    if (type === '') continue
    const reference = references[i]
    if (reference !== undefined) sink.value(operation, reference, -1, dataText(ber), type)
    else if (point.first > 0) sink.value(operation, point.name, included[i] as number, dataText(ber), type)
  }
}

/** Reads up to the values, which `ber` goes on with; false where the report has another form. */
function read(view: DataView, from: number, to: number): boolean {
  found.members = 0
  found.included = []
  found.references = []
  ber.reset(view, from, to)
  if (!ber.next() || !ber.is(VISIBLE_STRING) || !ber.next() || !ber.is(BIT_STRING) || ber.length < 3) return false
  const first = view.getUint8(ber.start + 1)
  const second = view.getUint8(ber.start + 2)
  for (const bit of BEFORE_DATA_SET) if (first & bit) ber.next()
  if (first & HAS_DATA_SET) ber.next()
  for (const bit of BEHIND_DATA_SET) if (first & bit) ber.next()
  if (second & HAS_REVISION) ber.next()
  if (second & IS_SEGMENTED) for (let i = 0; i < 2; i++) ber.next()
  if (!ber.next() || !ber.is(BIT_STRING) || !inclusion(view)) return false
  if ((first & HAS_REFERENCES) === 0) return true
  for (let i = 0; i < found.included.length; i++) {
    if (!ber.next() || !ber.is(VISIBLE_STRING)) return false
    found.references.push(textOf(view, ber.start, ber.end))
  }
  return true
}

/** A bit for each member of the data set. */
function inclusion(view: DataView): boolean {
  const { start, end } = ber
  const members = (end - start - 1) * 8 - (end > start ? view.getUint8(start) & 7 : 0)
  if (members <= 0 || members > MAX_MEMBERS) return false
  found.members = members
  for (let i = 0; i < members; i++) {
    if (view.getUint8(start + 1 + (i >> 3)) & (0x80 >> (i & 7))) found.included.push(i + 1)
  }
  return true
}
