import type { OperationClass } from '../kit/observation.ts'

/** Actions that only get: those of UPnP, ONVIF and OPC XML-DA begin with a verb, as those of WS-Management and its like do. */
const READING =
  /^(?:X_)?(?:Get|get|List|list|Browse|Describe|Query|query|Read|read|Search|Enumerate|Pull|Probe|Resolve|Is[A-Z]|is[A-Z])|PolledRefresh$/
/** WS-Eventing, clause 3, and subscriptions of others. */
const SUBSCRIBING = /^(?:Subscribe|Renew|Unsubscribe|CreatePullPointSubscription|SubscriptionCancel|Release)$/

/** What an action does by its name; undefined when that does not say. */
export function classOfAction(name: string): OperationClass | undefined {
  if (READING.test(name)) return 'read'
  return SUBSCRIBING.test(name) ? 'session' : undefined
}
