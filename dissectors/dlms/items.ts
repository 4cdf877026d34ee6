import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { valueText } from './data.ts'
import type { DlmsState } from './dlms-state.ts'
import { sayTold } from './identity.ts'

/** What the value at the cursor, of the attribute at this place of its operation, tells. Leaves the cursor where it is. */
export function sayItem(
  data: Cursor,
  index: number,
  operation: Operation,
  state: DlmsState,
  sink: Sink,
  areWanted: boolean,
): void {
  const plan = state.plans.get(operation.slot)?.[index]
  if (plan !== undefined && plan.told !== '') {
    // What is set is the client's will: who the server is, it says itself.
    if (plan.told === 'secret' || operation.code >> 4 !== 0xc1) sayTold(data, plan.told, operation, index, state, sink)
    return
  }
  const point = plan?.point ?? (index === 0 && operation.points.length === 1 ? operation.points[0]?.name : undefined)
  if (!areWanted || point === undefined || point === '') return
  const value = valueText(data)
  if (value !== '') sink.value(operation, point, -1, value)
}
