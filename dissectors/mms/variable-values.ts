/*
 * The values of variables that are read, written or reported by name. ISO 9506-2:2003: Read-Response and InformationReport
 * (listOfAccessResult), Write-Request (listOfData): one value for each variable, in their order.
 */
import type { BerReader } from '../kit/ber.ts'
import type { Sink } from '../kit/dissector.ts'
import { dataText, dataType } from '../kit/mms-data.ts'
import type { Operation } from '../kit/observation.ts'

/** Tags of the list of values inside the element of the service. */
export const READ_RESULTS = 0xa1
export const WRITTEN_DATA = 0xa0
export const REPORTED_RESULTS = 0xa0

/**
 * Says the values in the list with this tag, which stands at the level that `ber` is at or goes on with. Only where there
 * are as many as variables: else it is not certain which is whose.
 */
export function sayVariables(ber: BerReader, tag: number, operation: Operation, sink: Sink): void {
  const { points } = operation
  while (ber.next()) {
    if (!ber.is(tag)) continue
    if (ber.count() !== points.length || !ber.enter()) return
    for (let i = 0; ber.next(); i++) {
      const type = dataType(ber)
      if (type !== '') sink.value(operation, points[i]?.name ?? '', -1, dataText(ber), type)
    }
    ber.leave()
    return
  }
}
