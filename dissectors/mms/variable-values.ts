/*
 * The values of variables that are read, written or reported by name. ISO 9506-2:2003: Read-Response and InformationReport
 * (listOfAccessResult), Write-Request (listOfData): one value for each variable, in their order.
 */
import type { BerReader } from '../kit/ber.ts'
import type { Sink } from '../kit/dissector.ts'
import { dataText, dataType } from '../kit/mms-data.ts'
import type { Operation } from '../kit/observation.ts'
import { isControlService, visitControlValue } from './control-object.ts'

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
      const name = points[i]?.name ?? ''
      const say = (type: string) => sink.value(operation, name, -1, dataText(ber), type)
      const type = dataType(ber)
      if (type !== '') say(type)
      else if (isControlService(name)) visitControlValue(ber, say)
    }
    ber.leave()
    return
  }
}
