/*
 * The entries of a data set as points, and their values. IEC 61850-8-1 Ed. 2.1, annex A (allData, SEQUENCE OF Data).
 * Which attribute an entry is stands in the configuration of the publisher alone.
 */
import type { BerReader } from '../kit/ber.ts'
import type { Sink } from '../kit/dissector.ts'
import { dataText, dataType } from '../kit/mms-data.ts'
import type { Operation, Points } from '../kit/observation.ts'

/** What stands before the number of an entry, the first of which is 1. */
const ENTRY = ' entry '

/** The entries of the data set of a control block. */
export function entryPoints(reference: string, entries: number): readonly Points[] {
  return entries > 0 ? [{ name: reference + ENTRY, first: 1, count: entries, type: '', writes: false }] : []
}

/** Says the entries of allData, `view[from, to)`, that are one number or state. */
export function sayEntries(ber: BerReader, from: number, to: number, operation: Operation, sink: Sink): void {
  const [point] = operation.points
  if (point === undefined || !sink.wantsValues(operation)) return
  ber.reset(ber.view, from, to)
  for (let index = 1; ber.next(); index++) {
    const type = dataType(ber)
    if (type !== '') sink.value(operation, point.name, index, dataText(ber), type)
  }
}
