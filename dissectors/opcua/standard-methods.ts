import type { OperationClass } from '../kit/observation.ts'
import { nodeText } from './node-text.ts'
import { METHOD, type Target } from './target.ts'

/**
 * Methods that a client of alarms and subscriptions calls as others ask services, and that operate nothing; by their node
 * ids (OPC 10000-6 annex A), with which a method of a type is called on each of its instances (OPC 10000-9 clause 5.5.4).
 */
const CLASSES: ReadonlyMap<string, OperationClass> = new Map([
  ['i=3875', 'alarm'], // ConditionRefresh
  ['i=12912', 'alarm'], // ConditionRefresh2
  ['i=9029', 'alarm'], // AddComment
  ['i=9111', 'alarm'], // Acknowledge
  ['i=9113', 'alarm'], // Confirm
  ['i=11492', 'publish'], // GetMonitoredItems
  ['i=12873', 'publish'], // ResendData
])

/** The class of the methods that one request calls; undefined when one of them is of the server's own, or is not kept. */
export function classOfMethods(target: Target, view: DataView): OperationClass | undefined {
  if (target.kept < target.count) return undefined
  let common: OperationClass | undefined
  for (let i = 0; i < target.kept; i++) {
    if (target.besideIs[i] !== METHOD) return undefined
    const found = CLASSES.get(nodeText(view, target.besideFrom[i] as number, target.besideTo[i] as number))
    if (found === undefined || (common !== undefined && found !== common)) return undefined
    common = found
  }
  return common
}
